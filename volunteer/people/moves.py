"""Members who go to another squad, whoever decided it: nobody ever comes into a unit that is closed or being closed.

While somebody is on the way the tree keeps its shape; it is locked before the members are.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.people import MemberChanged
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.tree import keep_tree
from volunteer.people.models import Member


def open_squad(unit_id: int, field: str = "unit_id") -> Unit:
    """The squad, which stays open until this transaction ends; Invalid where it is not one that takes members."""
    keep_tree()
    wanted = select(Unit).where(Unit.id == unit_id, Unit.tier == Tier.SQUAD, Unit.status == UnitStatus.ACTIVE)
    unit = db.session.scalar(wanted.execution_options(populate_existing=True))
    if unit is None:
        raise Invalid({field: str(_("请选择一个在册的分队"))})
    return unit


def move_members(work: Work, members: Iterable[Member], squad: Unit) -> None:
    """Members, locked, go to a squad that `open_squad` has given."""
    for member in members:
        member.unit_id = squad.id
        member.version += 1
        db.session.flush()
        db.session.expire(member, ["unit"])
        work.record(
            MemberChanged(
                subject_id=member.id,
                unit_id=squad.id,
                member_account_id=member.account_id,
                details={"fields": ["unit_id"]},
            )
        )

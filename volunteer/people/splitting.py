"""A unit divided: some of its squads, or some of a squad's members, go to a new unit beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.reshape import NewPart, split_unit
from volunteer.organization.scope import require
from volunteer.organization.tree import shaped
from volunteer.people.models import Member
from volunteer.people.moves import move_members


@use_case
def split(
    work: Work,
    actor: Actor,
    unit_id: int,
    version: int,
    part: NewPart,
    unit_ids: Collection[int] = (),
    member_ids: Collection[int] = (),
) -> Unit:
    """Set up a unit beside another that takes the units or the members chosen. Returns the new one."""
    shaped(actor, unit_id, version)
    if not unit_ids and not member_ids:
        raise Invalid({"chosen": str(_("请选择要分出去的下级或成员"))})
    beside = split_unit(actor, unit_id, version, part, unit_ids)
    if member_ids:
        require(actor, Permission.MEMBER_MANAGE, unit_path=beside.path)
        move_members(work, _locked(unit_id, member_ids), beside)
    return beside


def _locked(unit_id: int, member_ids: Collection[int]) -> Sequence[Member]:
    chosen = select(Member).where(Member.unit_id == unit_id, Member.id.in_(member_ids)).order_by(Member.id)
    members = db.session.scalars(chosen.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    if len(members) != len(set(member_ids)):
        raise Invalid({"chosen": str(_("只能选择本组织的成员"))})
    return members

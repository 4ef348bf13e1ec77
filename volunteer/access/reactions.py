"""What becomes of roles when a unit is dissolved."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import func, select

from volunteer.access.service import add_grant, end_grant
from volunteer.happenings.organization import UnitClosed
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging
from volunteer.organization.models import Grant


def _grants_of(unit_id: int) -> int:
    held = select(func.count()).where(Grant.unit_id == unit_id, Grant.not_over(clock.now()))
    return db.session.scalar(held) or 0


GRANTS = Belonging(count=_grants_of, words=lambda number: ngettext("%(num)s 项职责", "%(num)s 项职责", number))


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """Roles end with the unit and go on at its successor, for whoever does not hold the same there already."""
    there = select(Grant.account_id, Grant.role).where(Grant.unit_id == happening.successor_id, Grant.holds(work.now))
    known = {(account_id, role) for account_id, role in db.session.execute(there)}
    ending = select(Grant).where(Grant.unit_id == happening.subject_id, Grant.not_over(work.now)).order_by(Grant.id)
    for grant in db.session.scalars(ending.with_for_update(key_share=True)).all():
        until = grant.until
        end_grant(work, grant)
        if (grant.account_id, grant.role) in known:
            continue
        known.add((grant.account_id, grant.role))
        again = Grant(
            account_id=grant.account_id,
            role=grant.role,
            unit_id=happening.successor_id,
            deputy=grant.deputy,
            since=grant.until,
            until=until,
            granted_by=work.actor.account_id if work.actor else None,
        )
        add_grant(work, again)

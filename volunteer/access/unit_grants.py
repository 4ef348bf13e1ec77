"""Roles that come and go with a unit: the leader it is set up with, and the end of all roles when it is dissolved.

Whoever may set up or dissolve the unit may do this; nobody is asked for the permission to give grants elsewhere.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from volunteer.access import rules
from volunteer.happenings.accounts import GrantEnded, GrantGiven
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Role


def appoint(work: Work, unit: Unit, account_id: int, role: Role, until: datetime | None = None) -> Grant:
    """Give somebody a role at the unit, from now."""
    if not rules.fits(role, unit.tier):
        raise Refused("wrong_tier")
    grant = Grant(
        account_id=account_id,
        role=role,
        unit_id=unit.id,
        since=work.now,
        until=until,
        granted_by=work.actor.account_id if work.actor else None,
    )
    db.session.add(grant)
    db.session.flush()
    work.record(_told(GrantGiven, grant))
    return grant


def end_all(work: Work, unit: Unit) -> None:
    """End every role at the unit itself; one that has not begun never begins."""
    running = Grant.not_over(work.now)
    for grant in db.session.scalars(select(Grant).where(Grant.unit_id == unit.id, running).order_by(Grant.id)):
        grant.until = max(work.now, grant.since)
        work.record(_told(GrantEnded, grant))


def _told(kind: type[GrantGiven] | type[GrantEnded], grant: Grant) -> GrantGiven | GrantEnded:
    details = {"account_id": grant.account_id, "role": grant.role, "place_id": None}
    return kind(
        subject_id=grant.id, unit_id=grant.unit_id, account_id=grant.account_id, role=grant.role, details=details
    )

"""The audit trail, scoped by the units that a grant reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from volunteer.accounts.models import Account
from volunteer.audit.models import AuditEvent
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which events; what is None does not matter. `action` may be a prefix such as "demand."."""

    subject_kind: str | None = None
    subject_id: int | None = None
    account_id: int | None = None
    action: str | None = None
    day: date | None = None


@scoped(AuditEvent)
def _within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Events of units within reach; those of no unit (sign-ins, settings) are for whoever reaches a whole tree."""
    inside = unit_within(AuditEvent.unit_id, reach)
    return or_(inside, AuditEvent.unit_id.is_(None)) if _reaches_a_root(reach) else inside


def _reaches_a_root(reach: Reach) -> bool:
    return any(path.count("/") == 1 for path in reach.unit_paths)


def events(actor: Actor, wanted: Wanted) -> Select[AuditEvent]:
    """What the actor may read of the trail, newest first."""
    statement = visible(AuditEvent, actor, Permission.AUDIT_READ)
    if wanted.subject_kind is not None:
        statement = statement.where(AuditEvent.subject_kind == wanted.subject_kind)
    if wanted.subject_id is not None:
        statement = statement.where(AuditEvent.subject_id == wanted.subject_id)
    if wanted.account_id is not None:
        statement = statement.where(AuditEvent.account_id == wanted.account_id)
    if wanted.action is not None:
        statement = statement.where(AuditEvent.action.startswith(wanted.action, autoescape=True))
    if wanted.day is not None:
        statement = statement.where(_on(wanted.day))
    return statement.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """The names behind some accounts, in one statement."""
    known = {account_id for account_id in account_ids if account_id}
    if not known:
        return {}
    found = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(known)))
    return {account_id: name for account_id, name in found}


def _on(day: date) -> ColumnElement[bool]:
    begins = datetime.combine(day, time.min, SHANGHAI)
    return and_(AuditEvent.at >= begins, AuditEvent.at < begins + timedelta(days=1))

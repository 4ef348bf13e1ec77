"""The audit trail, scoped by the units that a grant reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, INET

from volunteer.accounts.models import Account
from volunteer.audit.models import AuditEvent
from volunteer.happenings.exports import ExportUnmasked
from volunteer.happenings.people import EvidenceOpened, MemberUnmasked
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import scoped, unit_within, visible

OF_LATE = timedelta(days=92)
CHANGES = ("before", "settings")  # the details that say what changed; few events have them


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which events; what is None does not matter. `action` may be a prefix such as "demand.".

    `who` is a part of the name of whoever acted, `unit` a part of the name of a unit: it and all below it are meant.
    `q` is a part of the reason or of what changed, `address` an IP address or network, `request_id` a whole number.
    """

    subject_kind: str | None = None
    subject_id: int | None = None
    account_id: int | None = None
    action: str | None = None
    day: date | None = None
    who: str | None = None
    unit: str | None = None
    since: date | None = None
    until: date | None = None  # this day included
    q: str | None = None
    address: str | None = None
    request_id: str | None = None

    @property
    def of_late_only(self) -> bool:
        """A text is looked for row by row, so where nothing narrows the period only the last months are looked at."""
        narrowed = (self.day, self.since, self.until, self.request_id, self.subject_id, self.account_id)
        return self.q is not None and all(one is None for one in narrowed)


@scoped(AuditEvent)
def _within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Events of units within reach; those of no unit (sign-ins, settings) are for whoever reaches a whole tree."""
    inside = unit_within(AuditEvent.unit_id, reach)
    return or_(inside, AuditEvent.unit_id.is_(None)) if _reaches_a_root(reach) else inside


def _reaches_a_root(reach: Reach) -> bool:
    return any(path.count("/") == 1 for path in reach.unit_paths)


def events(actor: Actor, wanted: Wanted, permission: Permission = Permission.AUDIT_READ) -> Select[AuditEvent]:
    """What the actor may read of the trail, or take away with another permission, newest first."""
    statement = visible(AuditEvent, actor, permission).where(*_of_what(wanted), *_by_whom(wanted))
    statement = statement.where(*_when(wanted), *_in_which_words(wanted))
    return statement.order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def oldest_day() -> date | None:
    """The day of the first event that is kept; read off the index."""
    first = db.session.scalar(select(func.min(AuditEvent.at)))
    return clock.local(first).date() if first is not None else None


def period(actor: Actor | None, since: date, until: date) -> Select[AuditEvent]:
    """Some days, both included, in the order in which they were written; all of them where no actor is given."""
    known = select(AuditEvent) if actor is None else visible(AuditEvent, actor, Permission.AUDIT_HANDLE)
    statement = known.where(*_when(Wanted(since=since, until=until)))
    return statement.order_by(AuditEvent.at, AuditEvent.id)


def looks_at(member_id: int, unit_path: str) -> Select[AuditEvent]:
    """Every time somebody saw a member's name and phone in clear, newest first.

    So may have done who took a list with names away, at the member's unit (given by its path) or above it.
    """
    own = and_(
        AuditEvent.subject_kind == "member",
        AuditEvent.subject_id == member_id,
        AuditEvent.action.in_((MemberUnmasked.action, EvidenceOpened.action)),
    )
    lists = and_(
        AuditEvent.subject_kind == "export",
        AuditEvent.subject_id == 0,
        AuditEvent.action == ExportUnmasked.action,
        AuditEvent.unit_id.in_(ids_of(unit_path)),
    )
    return select(AuditEvent).where(or_(own, lists)).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())


def _of_what(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.subject_kind is not None:
        yield AuditEvent.subject_kind == wanted.subject_kind
    if wanted.subject_id is not None:
        yield AuditEvent.subject_id == wanted.subject_id
    if wanted.action is not None:
        yield AuditEvent.action.startswith(wanted.action, autoescape=True)
    if wanted.unit is not None:
        called = or_(*(name.contains(wanted.unit, autoescape=True) for name in (Unit.name, Unit.short_name)))
        tops = select(Unit.path).where(called).subquery()
        below = select(Unit.id).where(exists().where(func.starts_with(Unit.path, tops.c.path)))
        yield AuditEvent.unit_id.in_(below)


def _in_which_words(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.request_id is not None:
        yield AuditEvent.request_id == wanted.request_id
    if wanted.q is not None:
        said = AuditEvent.reason.icontains(wanted.q, autoescape=True)
        changed = cast(AuditEvent.details, Text).icontains(wanted.q, autoescape=True)
        yield or_(said, and_(AuditEvent.details.has_any(cast(CHANGES, ARRAY(Text))), changed))
    if wanted.of_late_only:
        yield AuditEvent.at >= _midnight(clock.today() - OF_LATE)


def _by_whom(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.account_id is not None:
        yield AuditEvent.account_id == wanted.account_id
    if wanted.address is not None:
        yield AuditEvent.address.op("<<=", is_comparison=True)(cast(wanted.address, INET))
    if wanted.who is not None:
        called = select(Account.id).where(Account.name.contains(wanted.who, autoescape=True))
        yield AuditEvent.account_id.in_(called)


def _when(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    since, until = wanted.day or wanted.since, wanted.day or wanted.until
    if since is not None:
        yield AuditEvent.at >= _midnight(since)
    if until is not None:
        yield AuditEvent.at < _midnight(until) + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def account_names(account_ids: Iterable[int | None]) -> dict[int, str]:
    """The names behind some accounts, in one statement."""
    known = {account_id for account_id in account_ids if account_id}
    if not known:
        return {}
    found = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(known)))
    return {account_id: name for account_id, name in found}

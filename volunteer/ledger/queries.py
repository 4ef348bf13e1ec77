"""Selects over hours: what a list shows, with the status derived in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, ProposalStatus
from volunteer.ledger.rules import HoursStatus, source_of
from volunteer.ledger.scoping import seen_under
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.web.api import LARGEST_ID

NEWEST_FIRST = (HoursProposal.service_date.desc(), HoursProposal.id.desc())
# For an order by name: a correlated value, as the list itself reads only ids.
PINYIN = select(Member.pinyin).where(Member.id == HoursProposal.member_id).correlate(HoursProposal).scalar_subquery()
SEEING = (Permission.HOURS_READ, Permission.HOURS_COUNTERSIGN)


@dataclass(frozen=True)
class HoursView:
    """One member's hours as lists and the API show them."""

    proposal: HoursProposal
    minutes: int
    status: str
    corrected: bool
    confirmed_by: int | None
    dispute: str | None
    name: str
    member_account_id: int
    unit: str
    title: str | None
    starts: datetime | None
    ends: datetime | None

    @property
    def id(self) -> int:
        """The proposal's id, which the entries keep."""
        return self.proposal.id

    @property
    def source(self) -> str:
        """Where the minutes shown come from."""
        return source_of(self.proposal.source, self.corrected)

    @property
    def awaits_countersign(self) -> bool:
        """Whether it rests on a leader's word alone so far."""
        ticked = self.proposal.ticked and self.proposal.countersigned_by is None
        return ticked and self.status == HoursStatus.PENDING


@dataclass(frozen=True)
class HoursFilter:
    """What a list is narrowed to."""

    status: str | None = None
    member_id: int | None = None
    unit_id: int | None = None
    session_id: int | None = None
    month: date | None = None  # any day of it
    countersign: bool = False


def hours(actor: Actor, narrowed: HoursFilter | None = None) -> Select[int]:
    """Ids for `views` of what the actor may see, the newest service first.

    Ids alone, so that the ledger is summed for the rows of one page and not for all that are sorted.
    """
    return narrow(select(HoursProposal.id).where(seen_under(actor, SEEING)), narrowed or HoursFilter()).order_by(
        *NEWEST_FIRST
    )


def own_hours(actor: Actor, narrowed: HoursFilter | None = None) -> Select[int]:
    """Ids for `views` of the actor's own hours."""
    mine = select(HoursProposal.id).where(HoursProposal.member_id == actor.member_id)
    return narrow(mine, narrowed or HoursFilter()).order_by(*NEWEST_FIRST)


def views(ids: Sequence[int]) -> list[HoursView]:
    """The hours of these ids, in their order."""
    rows = db.session.execute(_listed().where(HoursProposal.id.in_(ids))) if ids else ()
    found = {row[0].id: HoursView(*row) for row in rows}
    return [found[hours_id] for hours_id in ids if hours_id in found]


def one(actor: Actor, hours_id: int) -> HoursView:
    """One, or NotVisible."""
    if hours_id > LARGEST_ID:
        raise NotVisible
    row = db.session.execute(_listed().where(seen_under(actor, SEEING), HoursProposal.id == hours_id)).one_or_none()
    if row is None:
        raise NotVisible
    return HoursView(*row)


def entries_of(hours_id: int) -> Sequence[HoursEntry]:
    """The ledger rows behind one, in order."""
    statement = select(HoursEntry).where(HoursEntry.proposal_id == hours_id).order_by(HoursEntry.sequence)
    return db.session.scalars(statement).all()


def _month_conditions(month: date | None) -> list[ColumnElement[bool]]:
    """Service within the month of this day; nothing asked without one."""
    if month is None:
        return []
    first = month.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return [HoursProposal.service_date >= first, HoursProposal.service_date < after]


def _last(column: Any, *conditions: ColumnElement[bool]) -> Any:
    values = func.array_agg(aggregate_order_by(column, HoursEntry.sequence.desc()))
    return (values.filter(*conditions) if conditions else values)[1]


_ledger = (
    select(
        func.sum(HoursEntry.minutes).label("minutes"),
        func.bool_or(HoursEntry.kind == EntryKind.REVERSAL).label("corrected"),
        _last(HoursEntry.kind).label("last_kind"),
        _last(HoursEntry.confirmed_by, HoursEntry.confirmed_by.is_not(None)).label("confirmed_by"),
        _last(HoursEntry.reason, HoursEntry.kind == EntryKind.DISPUTE).label("dispute"),
    )
    .where(HoursEntry.proposal_id == HoursProposal.id)
    .correlate(HoursProposal)
    .lateral("ledger")
)
_STATUS = case(
    (HoursProposal.status != ProposalStatus.CONFIRMED, HoursProposal.status),
    (_ledger.c.last_kind == EntryKind.DISPUTE, HoursStatus.DISPUTED.value),
    (_ledger.c.corrected, HoursStatus.CORRECTED.value),
    else_=HoursStatus.EFFECTIVE.value,
)


def _listed() -> Select[Any]:
    return (
        select(
            HoursProposal,
            func.coalesce(_ledger.c.minutes, HoursProposal.minutes).label("shown_minutes"),
            _STATUS.label("shown_status"),
            func.coalesce(_ledger.c.corrected, False).label("corrected"),
            _ledger.c.confirmed_by,
            _ledger.c.dispute,
            Member.name,
            Member.account_id,
            Unit.name,
            Project.title,
            ServiceSession.starts,
            ServiceSession.ends,
        )
        .join(Member, Member.id == HoursProposal.member_id)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .join(_ledger, true())
    )


def _has_status(status: str) -> list[ColumnElement[bool]]:
    """What `_STATUS` says, without summing the ledger: reversals and disputes are few."""
    if status in set(ProposalStatus) - {ProposalStatus.CONFIRMED}:
        return [HoursProposal.status == status]
    later = aliased(HoursEntry)
    of_these = HoursEntry.proposal_id == HoursProposal.id
    after = later.proposal_id == HoursEntry.proposal_id, later.sequence > HoursEntry.sequence
    disputed = exists().where(of_these, HoursEntry.kind == EntryKind.DISPUTE, ~exists().where(*after))
    corrected = exists().where(of_these, HoursEntry.kind == EntryKind.REVERSAL)
    wanted = {
        HoursStatus.DISPUTED: [disputed],
        HoursStatus.CORRECTED: [~disputed, corrected],
        HoursStatus.EFFECTIVE: [~disputed, ~corrected],
    }
    return [HoursProposal.status == ProposalStatus.CONFIRMED, *wanted[HoursStatus(status)]]


def narrow(statement: Select[Any], narrowed: HoursFilter) -> Select[Any]:
    """A select over proposals with the filter's conditions."""
    if narrowed.status is not None:
        statement = statement.where(*_has_status(narrowed.status))
    if narrowed.member_id is not None:
        statement = statement.where(HoursProposal.member_id == narrowed.member_id)
    if narrowed.session_id is not None:
        statement = statement.where(HoursProposal.session_id == narrowed.session_id)
    if narrowed.unit_id is not None:
        path = select(Unit.path).where(Unit.id == narrowed.unit_id).scalar_subquery()
        below = select(Unit.id).where(Unit.path.like(path + "%"))
        statement = statement.where(HoursProposal.unit_id.in_(below))
    statement = statement.where(*_month_conditions(narrowed.month))
    if narrowed.countersign:
        statement = statement.where(
            HoursProposal.ticked,
            HoursProposal.countersigned_by.is_(None),
            HoursProposal.status == ProposalStatus.PENDING,
        )
    return statement

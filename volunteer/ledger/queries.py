"""Selects over hours: what a list shows, with the status derived in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, ProposalStatus
from volunteer.ledger.rules import HoursStatus, source_of
from volunteer.ledger.scoping import visible_hours
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.web.api import LARGEST_ID

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

    @property
    def short(self) -> bool:
        """Whether a pending one lasts less than half of its session: worth a look."""
        if self.starts is None or self.ends is None:
            return False
        return self.minutes * 120 < (self.ends - self.starts).total_seconds()


@dataclass(frozen=True)
class HoursFilter:
    """What a list is narrowed to."""

    status: str | None = None
    member_id: int | None = None
    unit_id: int | None = None
    session_id: int | None = None
    month: date | None = None  # any day of it
    countersign: bool = False


def hours(actor: Actor, narrowed: HoursFilter | None = None) -> Select[Any]:
    """Rows for `views` of what the actor may see, the newest service first."""
    return _narrow(_listed().where(_seen(actor)), narrowed or HoursFilter()).order_by(
        HoursProposal.service_date.desc(), HoursProposal.id.desc()
    )


def own_hours(actor: Actor, narrowed: HoursFilter | None = None) -> Select[Any]:
    """Rows for `views` of the actor's own hours."""
    mine = _listed().where(HoursProposal.member_id == actor.member_id)
    return _narrow(mine, narrowed or HoursFilter()).order_by(HoursProposal.service_date.desc(), HoursProposal.id.desc())


def views(rows: Sequence[Any]) -> list[HoursView]:
    """Rows of `hours` or `own_hours` as views."""
    return [HoursView(*row) for row in rows]


def one(actor: Actor, hours_id: int) -> HoursView:
    """One, or NotVisible."""
    if hours_id > LARGEST_ID:
        raise NotVisible
    row = db.session.execute(_listed().where(_seen(actor), HoursProposal.id == hours_id)).one_or_none()
    if row is None:
        raise NotVisible
    return HoursView(*row)


def entries_of(hours_id: int) -> Sequence[HoursEntry]:
    """The ledger rows behind one, in order."""
    statement = select(HoursEntry).where(HoursEntry.proposal_id == hours_id).order_by(HoursEntry.sequence)
    return db.session.scalars(statement).all()


def anomalies_first() -> tuple[Any, ...]:
    """The order of the leader's table: disputed, ticked, shorter than half the session, then the rest."""
    half = func.extract("epoch", ServiceSession.ends - ServiceSession.starts) / 120
    rank = case(
        (STATUS == HoursStatus.DISPUTED, 0),
        (HoursProposal.ticked, 1),
        (HoursProposal.minutes < half, 2),
        else_=3,
    )
    return rank, HoursProposal.service_date, HoursProposal.id


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
STATUS = case(
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
            STATUS.label("shown_status"),
            func.coalesce(_ledger.c.corrected, False).label("corrected"),
            _ledger.c.confirmed_by,
            _ledger.c.dispute,
            Member.name,
            Member.account_id,
            Unit.short_name,
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


def _seen(actor: Actor) -> ColumnElement[bool]:
    return or_(
        *(
            HoursProposal.id.in_(visible_hours(actor, permission).with_only_columns(HoursProposal.id))
            for permission in SEEING
        )
    )


def _narrow(statement: Select[Any], narrowed: HoursFilter) -> Select[Any]:
    if narrowed.status is not None:
        statement = statement.where(narrowed.status == STATUS)
    if narrowed.member_id is not None:
        statement = statement.where(HoursProposal.member_id == narrowed.member_id)
    if narrowed.session_id is not None:
        statement = statement.where(HoursProposal.session_id == narrowed.session_id)
    if narrowed.unit_id is not None:
        path = select(Unit.path).where(Unit.id == narrowed.unit_id).scalar_subquery()
        below = select(Unit.id).where(Unit.path.like(path + "%"))
        statement = statement.where(HoursProposal.unit_id.in_(below))
    if narrowed.month is not None:
        first = narrowed.month.replace(day=1)
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        statement = statement.where(HoursProposal.service_date >= first, HoursProposal.service_date < after)
    if narrowed.countersign:
        statement = statement.where(
            HoursProposal.ticked,
            HoursProposal.countersigned_by.is_(None),
            HoursProposal.status == ProposalStatus.PENDING,
        )
    return statement

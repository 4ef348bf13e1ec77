"""Service records as other systems take them: one for each service that counts, with the minutes that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, any_, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from volunteer.activities.models import Attendance
from volunteer.backfills.models import HoursBacking
from volunteer.interchange.confirmers import role_of, roles_of
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource
from volunteer.ledger.rules import HoursStatus
from volunteer.organization.actor import Reach
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.scope import under
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.taxonomy.models import Category

AT_ONCE = 1_000  # records in memory

Organizer, Town = aliased(Unit, name="organizer"), aliased(Place, name="town")


@dataclass(frozen=True)
class Wanted:
    """Which records: of members who served below these units, on days between two, both included."""

    reach: Reach
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Correction:
    """What the minutes were before somebody corrected them, when that was, and why."""

    minutes_before: int
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class ServiceRecord:
    """One service of one member. Units are those at the time of service; `id` is that of the hours everywhere."""

    id: int
    member_number: str
    member_name: str
    unit_id: int
    unit: str
    unit_path: str
    organizer_id: int | None
    organizer: str | None
    project_id: int | None
    project: str | None
    category_code: str | None
    category: str | None
    site: str | None
    town: str | None
    service_date: date
    starts: datetime | None
    ends: datetime | None
    minutes: int
    source: str
    status: str
    confirmed_role: str | None
    confirmed_at: datetime
    correction: Correction | None


def ids(wanted: Wanted) -> Select[int]:
    """The ids of the records, in order; each service has one row of the ledger that opens it."""
    statement = (
        select(HoursEntry.proposal_id)
        .where(HoursEntry.kind == EntryKind.CREDIT, HoursEntry.source != HoursSource.CORRECTION)
        .where(under(HoursEntry.unit_path, wanted.reach.unit_paths))
        .order_by(HoursEntry.proposal_id)
    )
    if wanted.since is not None:
        statement = statement.where(HoursEntry.service_date >= wanted.since)
    return statement.where(HoursEntry.service_date <= wanted.until) if wanted.until is not None else statement


def stream(wanted: Wanted) -> Iterator[ServiceRecord]:
    """All of them, read through a cursor of the server: memory does not grow with their number."""
    with db.session.execute(ids(wanted).execution_options(yield_per=AT_ONCE)) as found:
        for chunk in found.scalars().partitions(AT_ONCE):
            yield from load(chunk)


def load(wanted: Sequence[int]) -> list[ServiceRecord]:
    """The records of these ids, in their order."""
    if not wanted:
        return []
    rows = db.session.execute(_rows(wanted)).all()
    roles = roles_of({row.confirmed_by for row in rows})
    found = {row.id: _record(row, role_of(roles, row.confirmed_by, row.confirmed_at, row.unit_path)) for row in rows}
    return [found[record_id] for record_id in wanted if record_id in found]


def _record(row: Any, role: str | None) -> ServiceRecord:
    values = dict(row._mapping)
    correction = None
    if values.pop("corrected"):
        correction = Correction(row.minutes_before, row.corrected_at, row.why)
    for name in ("confirmed_by", "minutes_before", "corrected_at", "why", "last_kind"):
        values.pop(name)
    return ServiceRecord(**values, status=_status(row), confirmed_role=role, correction=correction)


def _status(row: Any) -> str:
    if row.last_kind == EntryKind.DISPUTE:
        return HoursStatus.DISPUTED
    return HoursStatus.CORRECTED if row.corrected else HoursStatus.EFFECTIVE


def _last(column: Any, *which: Any) -> Any:
    values = func.array_agg(aggregate_order_by(column, HoursEntry.sequence.desc()))
    return (values.filter(*which) if which else values)[1]


_opening = and_(HoursEntry.kind == EntryKind.CREDIT, HoursEntry.source != HoursSource.CORRECTION)
_reversal, _credit = HoursEntry.kind == EntryKind.REVERSAL, HoursEntry.kind == EntryKind.CREDIT
_sums = (
    select(
        cast(func.sum(HoursEntry.minutes), BigInteger).label("minutes"),
        func.bool_or(_reversal).label("corrected"),
        (-_last(HoursEntry.minutes, _reversal)).label("minutes_before"),
        _last(HoursEntry.recorded_at, _reversal).label("corrected_at"),
        _last(HoursEntry.reason, _reversal).label("why"),
        _last(HoursEntry.kind).label("last_kind"),
        _last(HoursEntry.confirmed_by, _credit).label("confirmed_by"),
        _last(HoursEntry.recorded_at, _credit).label("confirmed_at"),
        _last(HoursEntry.unit_id, _opening).label("unit_id"),
        _last(HoursEntry.unit_path, _opening).label("unit_path"),
        _last(HoursEntry.place_id, _opening).label("place_id"),
    )
    .where(HoursEntry.proposal_id == HoursProposal.id)
    .correlate(HoursProposal)
    .lateral("sums")
)


def _rows(wanted: Sequence[int]) -> Select[Any]:
    return (
        select(
            HoursProposal.id,
            Member.number.label("member_number"),
            Member.name.label("member_name"),
            *(_sums.c[name] for name in ("unit_id", "unit_path", "minutes", "corrected", "minutes_before")),
            *(_sums.c[name] for name in ("corrected_at", "why", "last_kind", "confirmed_by", "confirmed_at")),
            Unit.name.label("unit"),
            Organizer.id.label("organizer_id"),
            Organizer.name.label("organizer"),
            Project.id.label("project_id"),
            func.coalesce(Project.title, HoursBacking.activity).label("project"),
            Project.category.label("category_code"),
            Category.name.label("category"),
            func.coalesce(Place.name, HoursBacking.place).label("site"),
            Town.name.label("town"),
            HoursProposal.service_date,
            func.coalesce(Attendance.first_in, HoursBacking.starts, ServiceSession.starts).label("starts"),
            func.coalesce(Attendance.last_out, HoursBacking.ends, ServiceSession.ends).label("ends"),
            HoursProposal.source,
        )
        .select_from(HoursProposal)
        .join(_sums, true())
        .join(Member, Member.id == HoursProposal.member_id)
        .join(Unit, Unit.id == _sums.c.unit_id)
        .outerjoin(Attendance, Attendance.id == HoursProposal.attendance_id)
        .outerjoin(HoursBacking, HoursBacking.proposal_id == HoursProposal.id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .outerjoin(Category, Category.code == Project.category)
        .outerjoin(Organizer, Organizer.id == Project.unit_id)
        .outerjoin(Place, Place.id == func.coalesce(_sums.c.place_id, ServiceSession.site_id))
        .outerjoin(Town, and_(Town.id == Place.parent_id, Town.kind == PlaceKind.TOWN))
        .where(HoursProposal.id == any_(literal(list(wanted), ARRAY(BigInteger))))
    )

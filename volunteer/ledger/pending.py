"""The leader's desk of pending hours: what deserves a look first, the rest by session; and who never checked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from volunteer.activities.models import Attendance, AttendanceStatus, Punch
from volunteer.activities.rules import CHECK_OUT_CLOSES_AFTER
from volunteer.kernel.database import db
from volunteer.ledger import loading
from volunteer.ledger.anomalies import Anomaly, Pending, anomalies
from volunteer.ledger.countersigning import COUNTERSIGN_DAYS
from volunteer.ledger.late_entries import came_late
from volunteer.ledger.models import HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.queries import HoursFilter, HoursView, narrow, views
from volunteer.ledger.rules import DayLimits
from volunteer.ledger.scoping import seen_under
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within
from volunteer.organization.settings import settings_at
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession


@dataclass(frozen=True)
class Desk:
    """Ids in the order of the page, with what stands out; `regular` are the ones that nothing stands out about."""

    ids: list[int]
    regular: list[int]
    found: dict[int, tuple[Anomaly, ...]]
    countersign_by: dict[int, datetime]  # of what was ticked and nobody has vouched for


@dataclass(frozen=True)
class SessionGroup:
    """The regular rows of one session, or of services without one."""

    session_id: int | None
    title: str | None
    starts: datetime | None
    ends: datetime | None
    rows: Sequence[HoursView]


@dataclass(frozen=True)
class StillIn:
    """A session that ended with people who never checked out."""

    session_id: int
    title: str
    starts: datetime
    ends: datetime
    people: int


def desk(actor: Actor, now: datetime, narrowed: HoursFilter | None = None) -> Desk:
    """All that waits within reach: what stands out first, the gravest on top, then session by session."""
    rows, countersign_by = _read(actor, narrowed or HoursFilter(), now)
    found = anomalies(rows)
    grave = list(Anomaly)
    noticed = sorted(
        (row for row in rows if found[row.id]),
        key=lambda row: (grave.index(found[row.id][0]), row.service_date, row.id),
    )
    regular = sorted(
        (row for row in rows if not found[row.id]),
        key=lambda row: (row.service_date, row.session_id or 0, row.id),
    )
    regular_ids = [row.id for row in regular]
    return Desk([*(row.id for row in noticed), *regular_ids], regular_ids, found, countersign_by)


def shown(found: Desk, ids: Sequence[int]) -> tuple[list[HoursView], list[SessionGroup]]:
    """Some ids of a desk with all that the page shows: those to look at, and the regular ones by session."""
    rows = views(ids)
    regular = [row for row in rows if not found.found[row.id]]
    groups = []
    for session_id, these in groupby(regular, key=lambda row: row.proposal.session_id):
        part = list(these)
        groups.append(SessionGroup(session_id, part[0].title, part[0].starts, part[0].ends, part))
    return [row for row in rows if found.found[row.id]], groups


def without_check_out(actor: Actor, now: datetime) -> list[StillIn]:
    """Sessions whose check-out is over and where somebody is still in, of those that the actor may run."""
    reach = actor.reach(Permission.SESSION_RUN)
    statement = (
        select(ServiceSession.id, Project.title, ServiceSession.starts, ServiceSession.ends, func.count(Attendance.id))
        .join(Attendance, Attendance.session_id == ServiceSession.id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(
            Attendance.status == AttendanceStatus.CHECKED_IN,
            ServiceSession.ends < now - CHECK_OUT_CLOSES_AFTER,
            or_(unit_within(Project.unit_id, reach), place_within(ServiceSession.site_id, reach)),
        )
        .group_by(ServiceSession.id, Project.title)
        .order_by(ServiceSession.ends)
    )
    return [StillIn(*row) for row in db.session.execute(statement)]


def _read(actor: Actor, narrowed: HoursFilter, now: datetime) -> tuple[list[Pending], dict[int, datetime]]:
    found = db.session.execute(narrow(_facts(actor), narrowed)).all()
    paths = {row.unit_path for row in found}
    limits, days = loading.limits_of(paths), settings_at(paths, (COUNTERSIGN_DAYS,))
    unvouched = [row for row in found if row.ticked and row.countersigned_by is None]
    due = {row.id: add_working_days(row.proposed_at, days[row.unit_path][COUNTERSIGN_DAYS]) for row in unvouched}
    return [_pending(actor, row, limits[row.unit_path], due.get(row.id), now) for row in found], due


def _pending(actor: Actor, row: Any, limits: DayLimits, due: datetime | None, now: datetime) -> Pending:
    return Pending(
        id=row.id,
        member_id=row.member_id,
        own=actor.account_id == row.account_id,
        session_id=row.session_id,
        starts=row.starts,
        ends=row.ends,
        service_date=row.service_date,
        minutes=row.minutes,
        unvouched=due is not None,
        still_in=row.attendance == AttendanceStatus.CHECKED_IN,
        booked=int(row.booked or 0),
        overlaps_booked=row.overlaps,
        elsewhere_booked=row.elsewhere,
        place_id=row.site_id,
        late_entries=bool(row.late_entries),
        clock_off=row.clock_off,
        countersign_late=due is not None and due < now,
        limits=limits,
    )


def _facts(actor: Actor) -> Select[Any]:
    other, its = aliased(HoursProposal), aliased(ServiceSession)
    booked = (
        select(func.sum(HoursEntry.minutes))
        .where(
            HoursEntry.member_id == HoursProposal.member_id,
            HoursEntry.service_date == HoursProposal.service_date,
        )
        .correlate(HoursProposal)
        .scalar_subquery()
    )
    meeting = (
        other.member_id == HoursProposal.member_id,
        other.status == ProposalStatus.CONFIRMED,
        its.id == other.session_id,
        and_(its.starts < ServiceSession.ends, its.ends > ServiceSession.starts),
    )
    overlaps = exists().where(*meeting)
    elsewhere = exists().where(*meeting, its.site_id != ServiceSession.site_id)
    clock_off = exists().where(Punch.attendance_id == HoursProposal.attendance_id, Punch.clock_off_s.is_not(None))
    return (
        select(
            HoursProposal.id,
            HoursProposal.member_id,
            HoursProposal.session_id,
            HoursProposal.service_date,
            HoursProposal.minutes,
            HoursProposal.ticked,
            HoursProposal.countersigned_by,
            Member.account_id,
            Unit.path.label("unit_path"),
            ServiceSession.starts,
            ServiceSession.ends,
            ServiceSession.site_id,
            HoursProposal.proposed_at,
            Attendance.status.label("attendance"),
            booked.label("booked"),
            overlaps.label("overlaps"),
            elsewhere.label("elsewhere"),
            came_late().label("late_entries"),
            clock_off.label("clock_off"),
        )
        .join(Member, Member.id == HoursProposal.member_id)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Attendance, Attendance.id == HoursProposal.attendance_id)
        .where(
            HoursProposal.status == ProposalStatus.PENDING,
            HoursProposal.source != HoursSource.BACKFILLED,
            seen_under(actor, (Permission.HOURS_READ,)),
        )
        .order_by(HoursProposal.id)
    )

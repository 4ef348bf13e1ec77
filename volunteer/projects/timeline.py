"""The coming sessions of the projects within reach, day by day: how far each is filled, and what a week lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.queries import in_town
from volunteer.projects.states import ProjectStatus, SessionStatus

DAYS = 14
WEEKS = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TimelineFilters:
    """What the timeline can be narrowed by."""

    town: str | None = None
    category: str | None = None
    gaps_only: bool = False


@dataclass(frozen=True)
class SessionFill:
    """One session and how far it is filled."""

    id: int
    project_id: int
    title: str
    starts: datetime
    ends: datetime
    place: str
    headcount: int
    gone: int

    @property
    def missing(self) -> int:
        """Places that nobody took; a session that has begun waits for nobody."""
        return self.headcount - self.gone if self.starts > clock.now() else 0

    @property
    def day(self) -> date:
        """Its day in Shanghai."""
        return clock.local(self.starts).date()


@dataclass(frozen=True)
class Week:
    """What stands in seven days."""

    first: date
    sessions: int
    missing: int

    @property
    def last(self) -> date:
        """Its seventh day."""
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class ProjectRow:
    """A project and its sessions in the window; `cells` has one list a day."""

    project_id: int
    title: str
    sessions: Sequence[SessionFill]
    cells: Sequence[Sequence[SessionFill]]

    @property
    def missing(self) -> int:
        """People whom its sessions lack."""
        return sum(session.missing for session in self.sessions)


def sessions_between(actor: Actor, first: date, days: int, wanted: TimelineFilters) -> list[SessionFill]:
    """The sessions to be held from a day on, earliest first."""
    begins = datetime.combine(first, time(), SHANGHAI)
    statement = _fills(actor, wanted).where(
        ServiceSession.starts >= begins, ServiceSession.starts < begins + timedelta(days=days)
    )
    return [SessionFill(*row) for row in db.session.execute(statement)]


def weeks_of(sessions: Sequence[SessionFill], first: date) -> list[Week]:
    """The four weeks from a day on, each with what it holds and lacks."""
    weeks = [first + number * WEEK for number in range(WEEKS)]
    by_week = {begins: [one for one in sessions if begins <= one.day < begins + WEEK] for begins in weeks}
    return [Week(begins, len(its), sum(one.missing for one in its)) for begins, its in by_week.items()]


def rows_of(sessions: Iterable[SessionFill], first: date, *, gaps_only: bool = False) -> list[ProjectRow]:
    """One row a project: those that lack people first, the earliest gap on top."""
    by_project: dict[int, list[SessionFill]] = {}
    for session in sessions:
        by_project.setdefault(session.project_id, []).append(session)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    rows = [
        ProjectRow(project_id, its[0].title, its, [[one for one in its if one.day == day] for day in days])
        for project_id, its in by_project.items()
    ]
    return sorted((row for row in rows if row.missing or not gaps_only), key=_urgency)


def _urgency(row: ProjectRow) -> tuple[bool, datetime, int]:
    gaps = [session.starts for session in row.sessions if session.missing]
    return not gaps, min(gaps, default=row.sessions[0].starts), row.project_id


def _fills(actor: Actor, wanted: TimelineFilters) -> Select[int, int, str, datetime, datetime, str, int, int]:
    reach = actor.reach(Permission.PROJECT_READ)
    places = func.coalesce(func.sum(Position.headcount), 0)
    conditions: list[ColumnElement[bool]] = [
        ServiceSession.status == SessionStatus.PLANNED,
        Project.status == ProjectStatus.PUBLISHED,
        or_(unit_within(Project.unit_id, reach), place_within(Project.site_id, reach)),
    ]
    if wanted.category:
        conditions.append(Project.category == wanted.category)
    if wanted.town:
        conditions.append(in_town(Place.path, wanted.town))
    return (
        select(
            ServiceSession.id,
            Project.id,
            Project.title,
            ServiceSession.starts,
            ServiceSession.ends,
            Place.name,
            places,
            func.coalesce(func.sum(Position.taken + Position.reserved), 0),
        )
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .outerjoin(Position, Position.session_id == ServiceSession.id)
        .where(*conditions)
        .group_by(ServiceSession.id, Project.id, Place.name)
        .order_by(ServiceSession.starts, ServiceSession.id)
    )

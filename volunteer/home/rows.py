"""What the home pages are given: plain values, worked out of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from volunteer.kernel.clock import local
from volunteer.kernel.spans import Span
from volunteer.organization.models import Unit
from volunteer.people.models import Member, MemberSkill


@dataclass(frozen=True)
class Totals:
    """What the network has done, for everybody to see."""

    members: int
    teams: int
    sites: int
    services: int
    minutes: int


@dataclass(frozen=True)
class Month:
    """Service of a month so far; verified and backfilled minutes are told apart (D22).

    `before` are the minutes of both kinds up to the same day of the month before.
    """

    span: Span
    services: int
    verified: int
    backfilled: int
    before: int

    @property
    def change(self) -> int:
        """Minutes more (or fewer) than the same units had by this day of the month before."""
        return self.verified + self.backfilled - self.before


@dataclass(frozen=True)
class HoursSums:
    """A list of services together: its rows, the services (人次) in them, their minutes."""

    rows: int
    services: int
    minutes: int


@dataclass(frozen=True)
class HoursOf:
    """The confirmed hours of one session, or of what was done on a day without one."""

    day: date
    services: int
    minutes: int
    project_id: int | None
    project: str | None
    site: str | None


@dataclass(frozen=True)
class SpanCount:
    """How many there were in some days."""

    span: Span
    count: int


@dataclass(frozen=True)
class CameIn:
    """Demands by week, the last seven days last; what came in then a year ago, if there is data that old."""

    weeks: tuple[SpanCount, ...]
    last_year: SpanCount | None
    at_risk: int

    @property
    def latest(self) -> SpanCount:
        """The last seven days."""
        return self.weeks[-1]

    @property
    def change(self) -> int:
        """How many more (or fewer) than in the seven days before."""
        return self.latest.count - self.weeks[-2].count


@dataclass(frozen=True)
class HoursToConfirm:
    """The hours of one session that wait for the leader; `ready` are those that nothing stands out about."""

    session_id: int
    title: str
    starts: datetime
    minutes: int
    ids: Sequence[int]
    ready: tuple[int, ...] = ()

    @property
    def people(self) -> int:
        """How many wait."""
        return len(self.ids)

    @property
    def to_look_at(self) -> int:
        """How many need a countersign or a second look first."""
        return len(self.ids) - len(self.ready)


@dataclass(frozen=True)
class Qualification:
    """A paper that waits for a leader's look, or a qualification that runs out."""

    held: MemberSkill
    member: Member
    waits: bool

    @property
    def ends(self) -> datetime | None:
        """The end of its last day, where it runs out."""
        last = self.held.expires_on
        return None if self.waits or last is None else Span(last, last).ends


@dataclass(frozen=True)
class Standing:
    """A leader's unit, how large it is, whether anybody of it signs in yet and whether it ever published a project.

    `unled` counts the units below that nobody leads: what concerns them falls to the leader (D3).
    """

    unit: Unit
    squads: int
    people: int
    activated: bool
    published: bool
    unled: int


@dataclass(frozen=True)
class Fill:
    """A position of a coming session and how full it is."""

    position_id: int
    project_id: int
    project: str
    session_id: int
    title: str
    starts: datetime
    ends: datetime
    place: str
    headcount: int
    gone: int

    @property
    def missing(self) -> int:
        """Free places."""
        return self.headcount - self.gone


@dataclass(frozen=True)
class Todo:
    """One thing that waits for a leader; `kind` says which row of the page shows the item."""

    kind: str
    item: object
    due: datetime | None
    pressing: bool
    emergency: bool = False


@dataclass(frozen=True)
class SessionFill:
    """A coming session over all its positions."""

    session_id: int
    project_id: int
    project: str
    starts: datetime
    ends: datetime
    place: str
    headcount: int
    gone: int


def by_session(fills: Iterable[Fill]) -> list[SessionFill]:
    """The positions of each session summed up, in the order of the first of each."""
    sums: dict[int, list[Fill]] = {}
    for fill in fills:
        sums.setdefault(fill.session_id, []).append(fill)
    return [
        SessionFill(
            session_id=first.session_id,
            project_id=first.project_id,
            project=first.project,
            starts=first.starts,
            ends=first.ends,
            place=first.place,
            headcount=sum(fill.headcount for fill in group),
            gone=sum(fill.gone for fill in group),
        )
        for first, *rest in sums.values()
        for group in [[first, *rest]]
    ]


@dataclass(frozen=True)
class ProjectDays:
    """The sessions of a project, day by day of a span."""

    project_id: int
    project: str
    cells: list[list[SessionFill]]


def by_project(sessions: Iterable[SessionFill], days: Sequence[date]) -> list[ProjectDays]:
    """Sessions as rows of a grid, in the order of the first of each project."""
    rows: dict[int, ProjectDays] = {}
    for one in sessions:
        row = rows.setdefault(one.project_id, ProjectDays(one.project_id, one.project, [[] for _day in days]))
        row.cells[days.index(local(one.starts).date())].append(one)
    return list(rows.values())


@dataclass(frozen=True)
class FirstThings:
    """How far an installation has come."""

    units: int
    members: int
    sites: int
    grants: int

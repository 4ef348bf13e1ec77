"""What the home pages are given: plain values, worked out of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from volunteer.people.models import Member


@dataclass(frozen=True)
class Totals:
    """What the network has done, for everybody to see."""

    members: int
    teams: int
    sites: int
    services: int
    minutes: int


@dataclass(frozen=True)
class OwnNumbers:
    """What a member's home says of them besides their services. Counts of skills and claims ever made."""

    member: Member
    skills: int
    claims: int
    pending: int
    minutes: int


@dataclass(frozen=True)
class Month:
    """Service of a month; verified and backfilled minutes are told apart (D22)."""

    services: int
    verified: int
    backfilled: int


@dataclass(frozen=True)
class HoursToConfirm:
    """The hours of one session that wait for the leader."""

    session_id: int
    title: str
    starts: datetime
    people: int
    minutes: int
    ready: tuple[int, ...]  # ids of those without anything to look at

    @property
    def to_look_at(self) -> int:
        """How many need a countersign or a second look first."""
        return self.people - len(self.ready)


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
class TownNeed:
    """What a town needs in the coming two weeks, and how much of it is claimed; `week_*` counts this week only."""

    town_id: int
    town: str
    code: str
    sites_short: int
    needed: int
    claimed: int
    missing_minutes: int
    week_needed: int
    week_claimed: int

    @property
    def missing(self) -> int:
        """Places nobody claimed yet."""
        return self.needed - self.claimed


@dataclass(frozen=True)
class Need:
    """The towns together."""

    towns: tuple[TownNeed, ...]

    @property
    def needed(self) -> int:
        """Places of the coming two weeks."""
        return sum(town.needed for town in self.towns)

    @property
    def claimed(self) -> int:
        """Places claimed or reserved."""
        return sum(town.claimed for town in self.towns)

    @property
    def missing(self) -> int:
        """Places nobody claimed yet."""
        return self.needed - self.claimed

    @property
    def sites_short(self) -> int:
        """Sites that lack somebody."""
        return sum(town.sites_short for town in self.towns)

    @property
    def week(self) -> tuple[int, int]:
        """(claimed, needed) of this week."""
        return sum(town.week_claimed for town in self.towns), sum(town.week_needed for town in self.towns)

    @property
    def short(self) -> list[TownNeed]:
        """The towns that lack somebody, most missing time first."""
        lacking = [town for town in self.towns if town.missing > 0]
        return sorted(lacking, key=lambda town: (-town.missing_minutes, town.town_id))


@dataclass(frozen=True)
class AtRisk:
    """Demands whose answer is due soon or overdue."""

    count: int
    earliest: datetime | None


@dataclass(frozen=True)
class FirstThings:
    """How far an installation has come."""

    units: int
    members: int
    sites: int
    grants: int
    waiting_accounts: int

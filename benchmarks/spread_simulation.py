"""Members who look at a short list from time to time and sometimes take something, over six weeks of a pilot city.

Positions are published days before they begin and leave the lists when they do. A visitor looks at the first five
entries and takes the one at rank r (from 0) with a chance of 0.4 * 0.6^r, or nothing. Who comes when, and how daring
everybody is, is drawn once and used for every kind of list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.matching_problems import draw, problem_of
from benchmarks.matching_problems.positions import FIRST_MINUTE, WEEKS
from volunteer.matching import Member, Position, Problem, Recommendation, Snapshot, plan, top_positions

DAYS = WEEKS * 7
DAY_MINUTES = 24 * 60
SHOWN = 5
CHANCES = np.cumsum(0.4 * 0.6 ** np.arange(SHOWN))
EARLIEST_DAYS, LATEST_DAYS = 21, 5  # how long before its session a position is published

ListOf = Callable[[Snapshot, int, Mapping[int, int]], list[int]]


def recommended(snapshot: Snapshot, row: int, _published: Mapping[int, int]) -> list[int]:
    """The list of the platform."""
    return [entry.id for entry in top_positions(snapshot.members, snapshot.positions, snapshot.policy, SHOWN, row=row)]


def without_need(snapshot: Snapshot, row: int, _published: Mapping[int, int]) -> list[int]:
    """The same without the part of the score for places that nobody has taken."""
    policy = replace(snapshot.policy, weights=replace(snapshot.policy.weights, need=0))
    return [entry.id for entry in top_positions(snapshot.members, snapshot.positions, policy, SHOWN, row=row)]


def newest_first(snapshot: Snapshot, row: int, published: Mapping[int, int]) -> list[int]:
    """What the member may take, latest published first."""
    return _first(snapshot, row, lambda entry: (-published[entry.id], entry.id))


def nearest_first(snapshot: Snapshot, row: int, _published: Mapping[int, int]) -> list[int]:
    """What the member may take, nearest first."""
    return _first(snapshot, row, lambda entry: (entry.distance_m, entry.id))


def _first(snapshot: Snapshot, row: int, key: Callable[[Recommendation], tuple[int, int]]) -> list[int]:
    count = len(snapshot.positions)
    everything = top_positions(snapshot.members, snapshot.positions, snapshot.policy, count, row=row)
    return [entry.id for entry in sorted(everything, key=key)[:SHOWN]]


LISTS: dict[str, ListOf] = {
    "recommended": recommended,
    "recommended, need left out": without_need,
    "newest first": newest_first,
    "nearest first": nearest_first,
}


@dataclass(frozen=True)
class Visit:
    """One look at the list: who, on which day, and a number from 0 to 1 that decides what is taken."""

    day: int
    member: int
    dare: float


@dataclass(frozen=True)
class Season:
    """Six weeks of one city: every place free at the beginning, days on which positions are published, visits."""

    problem: Problem
    published: Mapping[int, int]  # by position id: minutes since the first day
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Shares:
    """How many of the places, the positions and the sites found somebody, as shares from 0 to 1."""

    places_filled: float
    positions_helped: float
    sites_helped: float
    gini_of_sites: float  # of the share of its places that each site found somebody for

    @classmethod
    def of(cls, positions: Collection[Position]) -> Shares:
        """Of positions with what is taken of them."""
        places: defaultdict[int, int] = defaultdict(int)
        filled: defaultdict[int, int] = defaultdict(int)
        for position in positions:
            places[position.site] += position.headcount
            filled[position.site] += position.taken
        return cls(
            places_filled=sum(filled.values()) / sum(places.values()),
            positions_helped=sum(position.taken > 0 for position in positions) / len(positions),
            sites_helped=sum(count > 0 for count in filled.values()) / len(places),
            gini_of_sites=gini([filled[site] / places[site] for site in places]),
        )


@dataclass(frozen=True)
class Outcome:
    """What six weeks have brought, and the Gini coefficient of the minutes taken, over the members who came."""

    shares: Shares
    gini_of_members: float


def season(seed: int, visits_for_each_place: float, scale: str = "pilot") -> Season:
    """Draw one."""
    problem = _empty(problem_of(draw(scale, seed=seed)))
    rng = np.random.default_rng(seed)
    starts = np.array([minute_of(position) for position in problem.positions])
    lead = rng.integers(LATEST_DAYS * DAY_MINUTES, EARLIEST_DAYS * DAY_MINUTES, size=len(starts))
    published = np.maximum(starts - lead, 0)
    places = sum(position.headcount for position in problem.positions)
    count = round(visits_for_each_place * places)
    days = np.sort(rng.integers(DAYS, size=count))
    members, dares = rng.integers(len(problem.members), size=count), rng.random(count)
    visits = (Visit(*row) for row in zip(days.tolist(), members.tolist(), dares.tolist(), strict=True))
    ids = (position.id for position in problem.positions)
    return Season(problem, dict(zip(ids, published.tolist(), strict=True)), tuple(visits))


def simulate(season: Season, list_of: ListOf) -> Outcome:
    """Let everybody come and look at lists of one kind."""
    run = Run(season)
    for visit in season.visits:
        run.look(visit, list_of)
    return run.outcome()


def planned(season: Season) -> Shares:
    """What one plan of all six weeks would reach if everybody accepted: about as much as these members can do."""
    made = plan(Snapshot.of(season.problem))
    given = Counter(assignment.position for assignment in made.assignments)
    return Shares.of([replace(position, taken=given[position.id]) for position in season.problem.positions])


class Run:
    """What has been taken so far, and the snapshot that lists are made from: it holds what is open at the time."""

    def __init__(self, season: Season) -> None:
        self.season = season
        self.members = list(season.problem.members)
        self.positions = {position.id: position for position in season.problem.positions}
        self.snapshot = Snapshot.of(replace(season.problem, positions=()))
        self.day = -1
        self.minutes: dict[int, int] = {}  # by member row, of those who came
        self.served: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # by day: member row, minutes
        self.appears: defaultdict[int, list[int]] = defaultdict(list)
        self.begins: defaultdict[int, list[int]] = defaultdict(list)
        for position in season.problem.positions:
            self.appears[season.published[position.id] // DAY_MINUTES].append(position.id)
            self.begins[minute_of(position) // DAY_MINUTES].append(position.id)

    def go_to(self, day: int) -> None:
        """Publish what is due, take away what begins, count what was served."""
        while self.day < day:
            self.day += 1
            for key in self.appears[self.day]:
                self.snapshot.put_position(self.positions[key])
            for key in self.begins[self.day]:
                self.snapshot.remove_position(key)
            for row, minutes in self.served[self.day]:
                member = self.members[row]
                self._put_member(row, replace(member, load_minutes=member.load_minutes + minutes))

    def look(self, visit: Visit, list_of: ListOf) -> None:
        """A member comes, and may take something unless there is nothing more to take in these weeks."""
        self.go_to(visit.day)
        self.minutes.setdefault(visit.member, 0)
        if self.members[visit.member].max_positions == 0:
            return
        shown = list_of(self.snapshot, visit.member, self.season.published)
        rank = int(np.searchsorted(CHANCES, visit.dare, side="right"))
        if rank < len(shown):
            self.take(visit.member, shown[rank])

    def take(self, row: int, key: int) -> None:
        """Give a place to a member."""
        member, position = self.members[row], self.positions[key]
        self.positions[key] = replace(position, taken=position.taken + 1)
        self.snapshot.put_position(self.positions[key])
        busy = (*member.busy, (position.starts, position.ends))
        self._put_member(row, replace(member, busy=busy, max_positions=member.max_positions - 1))
        minutes = int((position.ends - position.starts).total_seconds()) // 60
        self.minutes[row] = self.minutes.get(row, 0) + minutes
        self.served[minute_of(position) // DAY_MINUTES + 1].append((row, minutes))

    def outcome(self) -> Outcome:
        """What has been reached."""
        return Outcome(Shares.of(self.positions.values()), gini(list(self.minutes.values())))

    def _put_member(self, row: int, member: Member) -> None:
        self.members[row] = member
        self.snapshot.put_member(member)


def gini(values: Sequence[float]) -> float:
    """Gini coefficient: 0 when all have the same, towards 1 when one has everything; 0 for nothing at all."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    total = ordered.sum()
    if total == 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float(2 * (ranks * ordered).sum() / (len(ordered) * total) - (len(ordered) + 1) / len(ordered))


def minute_of(position: Position) -> int:
    """Minutes from the first midnight to the start."""
    return int(position.starts.timestamp()) // 60 - FIRST_MINUTE


def _empty(problem: Problem) -> Problem:
    """Nobody has taken anything yet; what begins on the first day is left out, for nobody would ever see it."""
    later = (position for position in problem.positions if minute_of(position) >= DAY_MINUTES)
    return replace(problem, positions=tuple(replace(position, taken=0) for position in later))

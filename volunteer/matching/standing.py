"""Where every member stands towards a position that a plan leaves short: what fails, how far, and who has time left.

Columns have the shape (m,), one entry per member in the order of the table, and mean what those of ``Pairs`` mean.
Positions at one place share their distances and those at one time what is busy then, so the work goes place by place,
and there time by time: several times quicker than the pairs of every position with everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from volunteer.matching.bands import MINUTE_US
from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.feasibility import REASONS, too_far
from volunteer.matching.geo import FloatArray, km_of_squared_chords, squared_chords
from volunteer.matching.members import MemberTable
from volunteer.matching.pairs import EDGE, Pairs
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import Point, Policy, Position
from volunteer.matching.usage import Diary, Usage

When = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """What all positions of one question have in common; ``taken_time`` is what is busy or planned."""

    members: MemberTable
    policy: Policy
    usage: Usage
    busy: Diary
    taken_time: Diary
    row_of: Mapping[int, int]

    @classmethod
    def of(cls, members: MemberTable, policy: Policy, usage: Usage) -> Ground:
        """Lay out what is asked again and again."""
        rows, intervals = members.busy.entries()
        busy = Diary(rows, intervals[:, 0], intervals[:, 1])
        return cls(
            members=members,
            policy=policy,
            usage=usage,
            busy=busy,
            taken_time=busy + usage.sessions,
            row_of=members.row_of,
        )

    def marked(self, rows: IntArray | list[int]) -> BoolArray:
        """A column that is true at some rows."""
        marks = np.zeros(len(self.members.ids), dtype=np.bool_)
        marks[rows] = True
        return marks


@dataclass(frozen=True, slots=True)
class Standing:
    """All members as seen from one position.

    ``here`` are those whom the plan assigns to it. ``failing`` holds a column for each of ``REASONS``. ``spare`` are
    those to whom the plan leaves a place and this time.
    """

    position: Position
    missing: int
    here: BoolArray
    failing: tuple[BoolArray, ...]
    spare: BoolArray
    distance_km: FloatArray

    def reasons(self) -> list[int]:
        """How many members not here fall at each of ``REASONS``, each at the first; then how many fall at none."""
        left = ~self.here
        counts = []
        for fails in self.failing:
            counts.append(int(np.count_nonzero(left & fails)))
            left &= ~fails
        return [*counts, int(np.count_nonzero(left))]

    def but_for(self, *codes: str) -> BoolArray:
        """Who is not here and meets every condition that is not among these, whether they meet these or not."""
        found = ~self.here
        for code, fails in zip(REASONS, self.failing, strict=True):
            if code not in codes:
                found &= ~fails
        return found

    def fails(self, code: str) -> BoolArray:
        """Who fails one condition."""
        return self.failing[REASONS.index(code)]


def standings(positions: PositionTable, ground: Ground) -> Iterator[tuple[int, Standing]]:
    """(row of the position, its standing) for each position the plan leaves short, in no particular order."""
    missing = positions.free - np.array([len(ground.usage.assigned(number)) for number in positions.ids.tolist()])
    at_place: defaultdict[Point, list[tuple[When, int]]] = defaultdict(list)
    for row in np.flatnonzero(missing > 0).tolist():
        lon, lat = positions.points[row].tolist()
        at_place[lon, lat].append((_when(positions, row, ground.policy), row))
    for entries in at_place.values():
        one_of_them = entries[0][1]
        distance_km = _distances(positions.vectors[one_of_them], ground.members)
        far = _too_far(positions, one_of_them, distance_km, ground)
        seen: When | None = None
        for when, row in sorted(entries):
            if when != seen:
                seen, (overlap, not_free, spare) = when, _at_time(when, ground)
            position = positions.value(row)
            excluded = ground.marked([ground.row_of[number] for number in position.excluded if number in ground.row_of])
            standing = Standing(
                position=position,
                missing=int(missing[row]),
                here=ground.marked(ground.usage.assigned(position.id)),
                failing=(excluded, overlap, _no_skill(position, ground.members), not_free, far),
                spare=spare,
                distance_km=distance_km,
            )
            yield row, standing


def _when(positions: PositionTable, row: int, policy: Policy) -> When:
    """Start and end, wider by the demanded rest, and the availability bits needed."""
    rest = policy.rest_minutes * MINUTE_US
    return int(positions.starts[row]) - rest, int(positions.ends[row]) + rest, int(positions.needed[row])


def _at_time(when: When, ground: Ground) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Who is busy then, who has not said to be free, and to whom the plan leaves a place and this time."""
    starts, ends, needed = when
    overlap = ground.marked(ground.busy.between(starts, ends).row)
    not_free = (np.int64(needed) & ~ground.members.availability) != 0
    planned = ground.marked(ground.usage.sessions.between(starts, ends).row)
    return overlap, not_free, ground.usage.has_place & ~planned


def _no_skill(position: Position, members: MemberTable) -> BoolArray:
    if position.skill is None:
        return np.zeros(len(members.ids), dtype=np.bool_)
    return held_levels(position.skill, members) < position.level


def held_levels(skill: str, members: MemberTable) -> IntArray:
    """The level of a skill that each member holds, 0 for none."""
    levels: IntArray = members.levels[members.skills.number.get(skill, -1)].astype(np.int64)
    return levels


def _distances(place: FloatArray, members: MemberTable) -> FloatArray:
    """From the nearest anchor of each member to a place on the unit sphere, in km."""
    chords = [squared_chords(members.vectors[:, anchor], place) for anchor in (0, 1)]
    return km_of_squared_chords(np.minimum(*chords))


def _too_far(positions: PositionTable, row: int, distance_km: FloatArray, ground: Ground) -> BoolArray:
    """Beyond the radius; whoever lives at its very edge is decided by the plain formula, as everywhere."""
    far: BoolArray = distance_km > ground.members.radius_km
    edge = np.flatnonzero(np.abs(distance_km - ground.members.radius_km) <= EDGE)
    if len(edge):
        far[edge] = too_far(Pairs.of(ground.members, positions, edge, np.full_like(edge, row), ground.policy))
    return far

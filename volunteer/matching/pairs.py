"""The facts about n pairs that the two questions of the contract need: may they, and how well do they fit?

One member with many positions, one position with many members, and blocks of both end in the same columns, so that
feasibility and score are each written once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from volunteer.matching.bands import MINUTE_US
from volunteer.matching.columns import BoolArray, IntArray, Rows
from volunteer.matching.geo import FloatArray, km_of_squared_chords, nearest_km, squared_chords
from volunteer.matching.members import FULL_LOAD_MINUTES, MemberTable
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import Member, Policy, Position

EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Pairs:
    """Columns of n pairs, each of shape (n,): member and position are rows of their tables.

    ``excluded`` to ``not_free`` say what stands in the way. ``required`` is true where a skill is asked for.
    """

    members: MemberTable
    positions: PositionTable
    member: Rows
    position: Rows
    excluded: BoolArray
    overlap: BoolArray
    no_skill: BoolArray
    not_free: BoolArray
    distance_km: FloatArray
    radius_km: FloatArray
    required: BoolArray
    registered: BoolArray
    interest: BoolArray
    free: IntArray
    headcount: IntArray
    load_minutes: IntArray

    @classmethod
    def of(cls, members: MemberTable, positions: PositionTable, member: Rows, position: Rows, policy: Policy) -> Pairs:
        """The pairs of these rows; ``ValueError`` if the positions were laid out for another grace."""
        if positions.band_grace_minutes != policy.band_grace_minutes:
            raise ValueError("the table was laid out for another band_grace_minutes")
        skill, sites = positions.skill[position], positions.sites[position]
        level_held = members.levels[positions.skills.into(members.skills)[skill], member]
        required = skill >= 0
        category = positions.categories.into(members.categories)[positions.category[position]]
        place, anchors = positions.vectors[position], members.vectors[member]
        return cls(
            members=members,
            positions=positions,
            member=member,
            position=position,
            excluded=positions.excluded.among(members.ids[member], positions.ids[position]),
            overlap=_overlap(members, positions, member, position, policy.rest_minutes),
            no_skill=required & (level_held < positions.level[position]),
            not_free=(positions.needed[position] & ~members.availability[member]) != 0,
            distance_km=km_of_squared_chords(
                np.minimum(squared_chords(anchors[:, 0], place), squared_chords(anchors[:, 1], place))
            ),
            radius_km=members.radius_km[member],
            required=required,
            registered=members.sites.any(member, lambda values, which: values[:, 0] == sites[which]),
            interest=members.interests[category, member],
            free=positions.free[position],
            headcount=positions.headcount[position],
            load_minutes=members.load_minutes[member],
        )

    @classmethod
    def of_two(cls, member: Member, position: Position, policy: Policy) -> Pairs:
        """One pair by itself."""
        only = np.zeros(1, dtype=np.int64)
        positions = PositionTable.of([position], policy.band_grace_minutes)
        return cls.of(MemberTable.of([member]), positions, only, only, policy)

    def __len__(self) -> int:
        return len(self.member)

    @property
    def need(self) -> FloatArray:
        """Share of the places that is free."""
        share: FloatArray = self.free / self.headcount
        return share

    @property
    def load(self) -> FloatArray:
        """min(1, load_minutes / 1200), service of the last 90 days."""
        share: FloatArray = np.minimum(1.0, self.load_minutes / FULL_LOAD_MINUTES)
        return share

    def exact_km(self, row: int) -> float:
        """Distance of one pair by the plain formula."""
        anchors = self.members.points[self.member[row]].tolist()
        lon, lat = self.positions.points[self.position[row]].tolist()
        return nearest_km(((one[0], one[1]) for one in anchors), (lon, lat))

    def take(self, rows: IntArray) -> Pairs:
        """Some of the pairs."""
        return Pairs(
            self.members,
            self.positions,
            *(getattr(self, name)[rows] for name in Pairs.__slots__[2:]),
        )


def _overlap(
    members: MemberTable, positions: PositionTable, member: Rows, position: Rows, rest_minutes: int
) -> BoolArray:
    """Whether the session, with the pause on both sides, meets one of the member's busy intervals."""
    rest = rest_minutes * MINUTE_US
    starts, ends = positions.starts[position] - rest, positions.ends[position] + rest
    return members.busy.any(member, lambda values, which: (starts[which] < values[:, 1]) & (values[:, 0] < ends[which]))

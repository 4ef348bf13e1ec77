"""The facts about n pairs that the two questions of the contract need: may they, and how well do they fit?

Both directions, one member with all positions and one position with all members, end in the same columns, so
that feasibility and score are each written once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from volunteer.matching.bands import MINUTE_US, microseconds, needed_bands
from volunteer.matching.geo import FloatArray, distances_km, nearest_km, unit_vectors
from volunteer.matching.problem import Member, Policy, Position
from volunteer.matching.tables import NO_ROWS, BoolArray, IntArray, MemberTable, PositionTable, load_share

EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Pairs:
    """Columns of n pairs, each of shape (n,).

    The first four say what stands in the way. ``required`` is true where a skill is asked for; ``need`` and
    ``load`` are shares; ``member`` and ``position`` give the two of a row.
    """

    member: Callable[[int], Member]
    position: Callable[[int], Position]
    excluded: BoolArray
    overlap: BoolArray
    no_skill: BoolArray
    not_free: BoolArray
    distance_km: FloatArray
    radius_km: FloatArray
    required: BoolArray
    registered: BoolArray
    interest: BoolArray
    need: FloatArray
    load: FloatArray

    def exact_km(self, row: int) -> float:
        """Distance of one pair by the plain formula."""
        return nearest_km(self.member(row).anchors, self.position(row).at)


def pairs_of_member(member: Member, positions: PositionTable, policy: Policy) -> Pairs:
    """One member with every position of a table; ``ValueError`` if the table was laid out for another grace."""
    if positions.band_grace_minutes != policy.band_grace_minutes:
        raise ValueError("the table was laid out for another band_grace_minutes")
    count = len(positions.rows)
    rest = policy.rest_minutes * MINUTE_US
    overlap = np.zeros(count, dtype=np.bool_)
    for starts, ends in member.busy:
        overlap |= (positions.starts < microseconds(ends) + rest) & (microseconds(starts) < positions.ends + rest)
    held = np.array([member.skills.get(code, 0) for code in positions.skill_codes] + [0], dtype=np.int64)
    liked = np.array([code in member.interests for code in positions.category_codes], dtype=np.bool_)
    required = positions.skill >= 0
    distance = np.full(count, np.inf)
    for anchor in unit_vectors(member.anchors):
        distance = np.minimum(distance, distances_km(positions.vectors, anchor))
    return Pairs(
        member=lambda _: member,
        position=positions.rows.__getitem__,
        excluded=_marked(count, positions.excluded.get(member.id, NO_ROWS)),
        overlap=overlap,
        no_skill=required & (held[positions.skill] < positions.level),
        not_free=(positions.needed & ~np.int64(member.availability)) != 0,
        distance_km=distance,
        radius_km=np.full(count, member.radius_km),
        required=required,
        registered=np.isin(positions.site, list(member.registered_sites)),
        interest=liked[positions.category],
        need=positions.need,
        load=np.full(count, load_share(member)),
    )


def pairs_of_position(position: Position, members: MemberTable, policy: Policy) -> Pairs:
    """One position with every member of a table."""
    count = len(members.rows)
    required = position.skill is not None
    vector = unit_vectors([position.at])[0]
    needed = needed_bands(position.starts, position.ends, position.day_types, policy.band_grace_minutes)
    return Pairs(
        member=members.rows.__getitem__,
        position=lambda _: position,
        excluded=np.isin(members.ids, list(position.excluded)),
        overlap=_marked(count, _busy_rows(position, members, policy)),
        no_skill=_lacking(position, members),
        not_free=(np.int64(needed) & ~members.availability) != 0,
        distance_km=np.minimum(distances_km(members.vectors[0], vector), distances_km(members.vectors[1], vector)),
        radius_km=members.radius_km,
        required=np.full(count, required),
        registered=_marked(count, members.registered.get(position.site, NO_ROWS)),
        interest=_marked(count, members.interested.get(position.category, NO_ROWS)),
        need=np.full(count, position.free / position.headcount),
        load=members.load,
    )


def _busy_rows(position: Position, members: MemberTable, policy: Policy) -> IntArray:
    rest = policy.rest_minutes * MINUTE_US
    starts, ends = microseconds(position.starts) - rest, microseconds(position.ends) + rest
    return members.busy_row[(starts < members.busy_ends) & (members.busy_starts < ends)]


def _lacking(position: Position, members: MemberTable) -> BoolArray:
    count = len(members.rows)
    if position.skill is None:
        return np.zeros(count, dtype=np.bool_)
    levels = members.skill_levels.get(position.skill)
    return np.ones(count, dtype=np.bool_) if levels is None else levels < position.level


def _marked(count: int, rows: IntArray) -> BoolArray:
    marks = np.zeros(count, dtype=np.bool_)
    marks[rows] = True
    return marks

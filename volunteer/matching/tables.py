"""Members and positions laid out as columns, so that one of the other side meets all of them at once.

A table is built once for a snapshot and used for many requests. Rows keep the order they were given in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from volunteer.matching.bands import microseconds, needed_bands
from volunteer.matching.geo import FloatArray, unit_vectors
from volunteer.matching.problem import Member, Position

Key = TypeVar("Key")

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

FULL_LOAD_MINUTES = 1200
NO_ROWS: IntArray = np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class PositionTable:
    """Columns of n positions; times in microseconds since 1970, ``needed`` as availability bits.

    ``skill`` numbers the codes of ``skill_codes``, -1 without one; ``category`` those of ``category_codes``.
    ``excluded`` gives the rows closed to a member id.
    """

    rows: tuple[Position, ...]
    band_grace_minutes: int
    ids: IntArray
    vectors: FloatArray
    starts: IntArray
    ends: IntArray
    needed: IntArray
    skill_codes: tuple[str, ...]
    skill: IntArray
    level: IntArray
    site: IntArray
    category_codes: tuple[str, ...]
    category: IntArray
    need: FloatArray
    free: IntArray
    excluded: Mapping[int, IntArray]

    @classmethod
    def of(cls, positions: Sequence[Position], band_grace_minutes: int = 0) -> PositionTable:
        """Lay out positions; the grace decides which bands each session needs."""
        codes = sorted({position.skill for position in positions if position.skill is not None})
        number = {code: index for index, code in enumerate(codes)}
        categories = {code: index for index, code in enumerate(sorted({position.category for position in positions}))}
        return cls(
            rows=tuple(positions),
            band_grace_minutes=band_grace_minutes,
            ids=_integers(position.id for position in positions),
            vectors=unit_vectors([position.at for position in positions]),
            starts=_integers(microseconds(position.starts) for position in positions),
            ends=_integers(microseconds(position.ends) for position in positions),
            needed=_integers(
                needed_bands(position.starts, position.ends, position.day_types, band_grace_minutes)
                for position in positions
            ),
            skill_codes=tuple(codes),
            skill=_integers(-1 if position.skill is None else number[position.skill] for position in positions),
            level=_integers(position.level for position in positions),
            site=_integers(position.site for position in positions),
            category_codes=tuple(categories),
            category=_integers(categories[position.category] for position in positions),
            need=np.array([position.free / position.headcount for position in positions], dtype=np.float64),
            free=_integers(position.free for position in positions),
            excluded=_rows_by_key(position.excluded for position in positions),
        )


@dataclass(frozen=True, slots=True)
class MemberTable:
    """Columns of m members.

    ``vectors`` has shape (2, m, 3): a single anchor stands twice. ``skill_levels`` gives a level per member (0 is
    none) for each code. ``busy_*`` are flat, one entry per interval, ``busy_row`` says whose; microseconds.
    """

    rows: Sequence[Member]
    ids: IntArray
    vectors: FloatArray
    radius_km: FloatArray
    availability: IntArray
    load: FloatArray
    skill_levels: Mapping[str, IntArray]
    interested: Mapping[str, IntArray]
    registered: Mapping[int, IntArray]
    busy_row: IntArray
    busy_starts: IntArray
    busy_ends: IntArray

    @classmethod
    def of(cls, members: Sequence[Member]) -> MemberTable:
        """Lay out members."""
        busy = [(row, *interval) for row, member in enumerate(members) for interval in member.busy]
        return cls(
            rows=tuple(members),
            ids=_integers(member.id for member in members),
            vectors=np.stack(
                (
                    unit_vectors([member.anchors[0] for member in members]),
                    unit_vectors([member.anchors[-1] for member in members]),
                )
            ),
            radius_km=np.array([member.radius_km for member in members], dtype=np.float64),
            availability=_integers(member.availability for member in members),
            load=np.array([load_share(member) for member in members], dtype=np.float64),
            skill_levels=_skill_levels(members),
            interested=_rows_by_key(member.interests for member in members),
            registered=_rows_by_key(member.registered_sites for member in members),
            busy_row=_integers(row for row, _, _ in busy),
            busy_starts=_integers(microseconds(starts) for _, starts, _ in busy),
            busy_ends=_integers(microseconds(ends) for _, _, ends in busy),
        )


def load_share(member: Member) -> float:
    """load = min(1, load_minutes / 1200), service of the last 90 days."""
    return min(1.0, member.load_minutes / FULL_LOAD_MINUTES)


def _skill_levels(members: Sequence[Member]) -> dict[str, IntArray]:
    levels: dict[str, IntArray] = {}
    for row, member in enumerate(members):
        for code, level in member.skills.items():
            levels.setdefault(code, np.zeros(len(members), dtype=np.int64))[row] = level
    return levels


def _rows_by_key(keys_of_rows: Iterable[Iterable[Key]]) -> dict[Key, IntArray]:
    rows: defaultdict[Key, list[int]] = defaultdict(list)
    for row, keys in enumerate(keys_of_rows):
        for key in keys:
            rows[key].append(row)
    return {key: np.array(numbers, dtype=np.int64) for key, numbers in rows.items()}


def _integers(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)

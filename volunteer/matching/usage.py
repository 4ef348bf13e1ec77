"""What a plan takes from the members: their places, and their time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.members import MemberTable
from volunteer.matching.positions import PositionTable

NO_ROWS: IntArray = np.empty(0, dtype=np.int64)


class Assigned(Protocol):
    """A member (id) chosen for a position (id)."""

    @property
    def member(self) -> int: ...

    @property
    def position(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Diary:
    """Intervals of members, flat: whose row, from, until (microseconds since 1970, half-open)."""

    row: IntArray
    starts: IntArray
    ends: IntArray

    def between(self, starts: int, ends: int) -> Diary:
        """The entries that overlap an interval."""
        return self._only((self.starts < ends) & (starts < self.ends))

    def of(self, members: BoolArray) -> Diary:
        """The entries of some members, marked in a column over all."""
        return self._only(members[self.row])

    def __add__(self, other: Diary) -> Diary:
        return Diary(
            np.concatenate((self.row, other.row)),
            np.concatenate((self.starts, other.starts)),
            np.concatenate((self.ends, other.ends)),
        )

    def _only(self, entries: BoolArray) -> Diary:
        return Diary(self.row[entries], self.starts[entries], self.ends[entries])


@dataclass(frozen=True, slots=True)
class Usage:
    """A plan from the members' side.

    ``has_place`` marks who could still take one more position. ``holders`` counts by session who holds a place or is
    assigned one. Rows are those of the member table.
    """

    has_place: BoolArray
    sessions: Diary
    rows_at: Mapping[int, IntArray]
    holders: Mapping[int, int]

    @classmethod
    def of(cls, members: MemberTable, positions: PositionTable, assignments: Iterable[Assigned]) -> Usage:
        """``KeyError`` if an assignment names a member or a position that is not among these."""
        chosen = [(members.row_of[entry.member], positions.row_of[entry.position]) for entry in assignments]
        rows, at = np.array(chosen, dtype=np.int64).reshape(-1, 2).T
        rows_at: defaultdict[int, list[int]] = defaultdict(list)
        for row, number in zip(rows.tolist(), positions.ids[at].tolist(), strict=True):
            rows_at[number].append(row)
        holders: Counter[int] = Counter(positions.sessions[at].tolist())
        for session, taken in zip(
            positions.sessions.tolist(), (positions.headcount - positions.free).tolist(), strict=True
        ):
            holders[session] += taken
        return cls(
            has_place=np.bincount(rows, minlength=len(members)) < members.max_positions,
            sessions=Diary(rows, positions.starts[at], positions.ends[at]),
            rows_at={number: np.array(found, dtype=np.int64) for number, found in rows_at.items()},
            holders=holders,
        )

    def assigned(self, position: int) -> IntArray:
        """The rows of those whom the plan assigns to a position, by its id."""
        return self.rows_at.get(position, NO_ROWS)

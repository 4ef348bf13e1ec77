"""What a plan takes from the members: their places, and their time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from volunteer.matching.bands import microseconds
from volunteer.matching.problem import Position
from volunteer.matching.tables import NO_ROWS, BoolArray, IntArray, MemberTable


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
    def of(cls, members: MemberTable, positions: Sequence[Position], assignments: Iterable[Assigned]) -> Usage:
        """``KeyError`` if an assignment names a member or a position that is not among these."""
        row_of = {number: row for row, number in enumerate(members.ids.tolist())}
        position_of = {position.id: position for position in positions}
        chosen = [(row_of[entry.member], position_of[entry.position]) for entry in assignments]
        rows = _integers(row for row, _ in chosen)
        rows_at: defaultdict[int, list[int]] = defaultdict(list)
        holders = Counter({position.session: 0 for position in positions})
        for position in positions:
            holders[position.session] += position.taken
        for row, position in chosen:
            rows_at[position.id].append(row)
            holders[position.session] += 1
        used = np.bincount(rows, minlength=len(members.ids))
        limits = _integers(member.max_positions for member in members.rows)
        return cls(
            has_place=used < limits,
            sessions=Diary(
                rows,
                _integers(microseconds(position.starts) for _, position in chosen),
                _integers(microseconds(position.ends) for _, position in chosen),
            ),
            rows_at={number: _integers(rows) for number, rows in rows_at.items()},
            holders=holders,
        )

    def assigned(self, position: Position) -> IntArray:
        """The rows of those whom the plan assigns to a position."""
        return self.rows_at.get(position.id, NO_ROWS)


def _integers(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)

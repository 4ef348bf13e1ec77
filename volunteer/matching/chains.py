"""A short list of values for each row of a table, in flat arrays that are changed in place.

Most members have no or a few busy intervals, some have many: a matrix as wide as the longest list would waste
memory, and packed lists would have to be packed anew at every change. Here each row knows its first slot and each
slot the next; many rows are walked side by side, one slot at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from volunteer.matching.columns import BoolArray, IntArray, grown

NO_SLOT = -1


class Chains:
    """Lists of integers or of pairs of integers (``width``), one list per row."""

    def __init__(self, rows: int, width: int) -> None:
        self._first = np.full(rows, NO_SLOT, dtype=np.int32)
        self._next = np.empty(0, dtype=np.int32)
        self._values = np.empty((0, width), dtype=np.int64)
        self._used = 0
        self._spare: list[int] = []

    @classmethod
    def of(cls, rows: int, owners: IntArray, values: IntArray) -> Chains:
        """Lists of ``rows`` rows: ``values`` (n, width) belong to the rows ``owners`` (n,)."""
        chains = cls(rows, values.shape[1])
        count = len(owners)
        if not count:
            return chains
        order = np.argsort(owners, kind="stable")
        sorted_owners = owners[order].astype(np.int64)
        chains._values = values[order].astype(np.int64)
        last = np.append(sorted_owners[1:] != sorted_owners[:-1], True)
        chains._next = np.where(last, NO_SLOT, np.arange(1, count + 1)).astype(np.int32)
        starts = np.flatnonzero(np.append(True, last[:-1]))
        chains._first[sorted_owners[starts]] = starts
        chains._used = count
        return chains

    def grow(self, rows: int) -> None:
        """Room for more rows; their lists are empty."""
        self._first = grown(self._first, rows, NO_SLOT)

    def values_of(self, row: int) -> list[Sequence[int]]:
        """The list of one row."""
        slots = self._slots(row)
        found: list[Sequence[int]] = [tuple(self._values[slot].tolist()) for slot in slots]
        return found

    def any(self, rows: NDArray[np.integer], test: Callable[[IntArray, NDArray[np.integer]], BoolArray]) -> BoolArray:
        """For each of ``rows`` whether a value of its list passes; shape of ``rows``.

        ``test(values (k, width), which (k,))`` answers for k values; ``which`` are indices into ``rows``.
        """
        found = np.zeros(len(rows), dtype=np.bool_)
        slots = self._first[rows]
        which = (slots != NO_SLOT).nonzero()[0]
        slots = slots[which]
        while len(which):
            passed = test(self._values[slots], which)
            found[which[passed]] = True
            slots = self._next[slots]
            going_on = (slots != NO_SLOT) & ~passed
            which, slots = which[going_on], slots[going_on]
        return found

    def entries(self) -> tuple[IntArray, IntArray]:
        """All lists, flat: rows (n,) and values (n, width)."""
        rows, values = [np.empty(0, dtype=np.int64)], [np.empty((0, self._values.shape[1]), dtype=np.int64)]
        owners = np.flatnonzero(self._first != NO_SLOT)
        slots = self._first[owners]
        while len(slots):
            rows.append(owners)
            values.append(self._values[slots])
            slots = self._next[slots]
            owners, slots = owners[slots != NO_SLOT], slots[slots != NO_SLOT]
        return np.concatenate(rows), np.concatenate(values)

    def put(self, row: int, values: Sequence[Sequence[int]]) -> None:
        """Replace the list of a row."""
        self._spare.extend(self._slots(row))
        self._first[row] = NO_SLOT
        for value in values:
            self.add(row, value)

    def add(self, row: int, value: Sequence[int]) -> None:
        """Put one value in front of a row's list."""
        slot = self._spare.pop() if self._spare else self._new_slot()
        self._values[slot] = value
        self._next[slot] = self._first[row]
        self._first[row] = slot

    def discard(self, row: int, value: Sequence[int]) -> None:
        """Take one value out of a row's list; nothing happens if it is not there."""
        before = NO_SLOT
        for slot in self._slots(row):
            if tuple(self._values[slot].tolist()) == tuple(value):
                if before == NO_SLOT:
                    self._first[row] = self._next[slot]
                else:
                    self._next[before] = self._next[slot]
                self._spare.append(slot)
                return
            before = slot

    def move(self, row: int, to: int) -> None:
        """Give the list of one row to another whose own is let go."""
        self._spare.extend(self._slots(to))
        self._first[to] = self._first[row]
        self._first[row] = NO_SLOT

    def _slots(self, row: int) -> list[int]:
        slots: list[int] = []
        slot = int(self._first[row])
        while slot != NO_SLOT:
            slots.append(slot)
            slot = int(self._next[slot])
        return slots

    def _new_slot(self) -> int:
        if self._used == len(self._next):
            room = self._used + max(16, self._used // 8)
            self._next = grown(self._next, room, NO_SLOT)
            self._values = grown(self._values, room, 0)
        self._used += 1
        return self._used - 1

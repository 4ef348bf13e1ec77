"""Rows with ids, in columns that grow: what the tables of members and positions have in common."""

from __future__ import annotations

from typing import ClassVar

from volunteer.matching.columns import IntArray, grown


class Table:
    """Columns named by ``GROWING``, one row for each id (first axis); a row moves only when another is removed.

    Columns hold spare room at their end: what counts is the first ``len(self)`` rows.
    """

    GROWING: ClassVar[tuple[str, ...]]
    _ids: IntArray

    def __init__(self) -> None:
        self._size = 0
        self._row_of: dict[int, int] | None = None

    def __len__(self) -> int:
        return self._size

    @property
    def ids(self) -> IntArray:
        """Ids, (n,)."""
        return self._ids[: self._size]

    @property
    def row_of(self) -> dict[int, int]:
        """Row by id; not to be changed."""
        if self._row_of is None:
            self._row_of = dict(zip(self.ids.tolist(), range(self._size), strict=True))
        return self._row_of

    def _row_for(self, number: int) -> int:
        """The row of an id, a new one if there is none."""
        row = self.row_of.get(number)
        if row is None:
            if self._size == len(self._ids):
                self._grow(with_spare(self._size + 1))
            row = self.row_of[number] = self._size
            self._size += 1
            self._ids[row] = number
        return row

    def _grow(self, room: int) -> None:
        for name in self.GROWING:
            setattr(self, name, grown(getattr(self, name), room, 0))

    def _drop(self, number: int) -> tuple[int, int]:
        """Let go of an id: (its row, the last row, which takes its place). ``KeyError`` for an unknown id."""
        row, last = self.row_of.pop(number), self._size - 1
        if row != last:
            for name in self.GROWING:
                column = getattr(self, name)
                column[row] = column[last]
            self.row_of[int(self._ids[row])] = row
        self._size = last
        return row, last


def with_spare(rows: int) -> int:
    """How much room to make for that many rows, so that adding rows one by one copies seldom."""
    return rows + max(16, rows // 16)

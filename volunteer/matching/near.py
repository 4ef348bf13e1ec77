"""Which rows of a large table may lie near a place, without looking at all of them."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from volunteer.matching.columns import IntArray
from volunteer.matching.geo import FloatArray

WORTH_A_TREE = 20_000
REBUILD_SHARE = 0.02


class Near:
    """A tree over the places of a table. Rows changed since it was built are always among the answers.

    Small tables are looked at as a whole: below some 20,000 rows that is quicker.
    """

    def __init__(self) -> None:
        self._tree: cKDTree | None = None
        self._changed: set[int] = set()

    def changed(self, row: int) -> None:
        """A row was added, moved or given another place."""
        if self._tree is not None:
            self._changed.add(row)

    def rows(self, vectors: FloatArray, places: FloatArray, chord: float) -> IntArray | None:
        """Rows of ``vectors`` (n, 3) that may be within a chord of any of ``places`` (k, 3); None means all of them.

        Every row that is within it is among them.
        """
        count = len(vectors)
        if count < WORTH_A_TREE:
            return None
        if self._tree is None or len(self._changed) > REBUILD_SHARE * count:
            self._tree, self._changed = cKDTree(vectors), set()
        found = [row for rows in self._tree.query_ball_point(places, chord) for row in rows]
        rows = np.unique(np.array([*found, *self._changed], dtype=np.int64))
        return rows[rows < count]

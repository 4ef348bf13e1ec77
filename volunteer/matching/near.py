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
        """A row was added, moved or given other places."""
        if self._tree is not None:
            self._changed.add(row)

    def rows(self, vectors: FloatArray, places: FloatArray, chord: float) -> IntArray | None:
        """Rows of ``vectors`` (n, k, 3) with one of their k within a chord of any of ``places`` (m, 3).

        Some others may be among them; None means all of them.
        """
        count, each = vectors.shape[:2]
        if count < WORTH_A_TREE:
            return None
        if self._tree is None or len(self._changed) > REBUILD_SHARE * count:
            self._tree, self._changed = cKDTree(vectors.reshape(-1, 3)), set()
        found = [np.array(near, dtype=np.int64) // each for near in self._tree.query_ball_point(places, chord)]
        rows = np.unique(np.concatenate([*found, np.array([*self._changed], dtype=np.int64)]))
        within: IntArray = rows[rows < count]
        return within

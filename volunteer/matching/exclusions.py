"""Which members a position is closed to: those who declined, were refused, or hold or wait for it already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray

NONE: frozenset[int] = frozenset()
FEW = 8  # comparing with each is quicker than sorting


class Exclusions:
    """Pairs of a member's and a position's id, found from either side."""

    def __init__(self) -> None:
        self._members: dict[int, set[int]] = {}
        self._positions: dict[int, set[int]] = {}

    def members_of(self, position: int) -> frozenset[int] | set[int]:
        """Who may not take a position."""
        return self._members.get(position, NONE)

    def put(self, position: int, members: Iterable[int]) -> None:
        """Replace who may not take a position."""
        for member in self._members.pop(position, NONE):
            self._positions[member].discard(position)
        for member in members:
            self.add(member, position)

    def add(self, member: int, position: int) -> None:
        """Close a position to a member."""
        self._members.setdefault(position, set()).add(member)
        self._positions.setdefault(member, set()).add(position)

    def discard(self, member: int, position: int) -> None:
        """Open it again."""
        self._members.get(position, set()).discard(member)
        self._positions.get(member, set()).discard(position)

    def among(self, members: IntArray, positions: IntArray) -> BoolArray:
        """Which of n pairs of ids are excluded, (n,)."""
        excluded = np.zeros(len(members), dtype=np.bool_)
        if not self._members or not len(members):
            return excluded
        if (members == members[0]).all():
            return _within(positions, self._positions.get(int(members[0]), NONE))
        if (positions == positions[0]).all():
            return _within(members, self._members.get(int(positions[0]), NONE))
        concerned = np.isin(positions, _keys(self._members)) & np.isin(members, _keys(self._positions))
        for row in np.flatnonzero(concerned).tolist():
            excluded[row] = int(members[row]) in self._members[int(positions[row])]
        return excluded


def _within(ids: IntArray, some: Iterable[int]) -> BoolArray:
    found = np.fromiter(some, dtype=np.int64)
    if len(found) <= FEW:
        few: BoolArray = (ids[:, np.newaxis] == found).any(axis=1)
        return few
    return np.isin(ids, found)


def _keys(sets: Mapping[int, set[int]]) -> IntArray:
    return np.fromiter((key for key, others in sets.items() if others), dtype=np.int64)

"""Choosing pairs one by one so that every rule is kept."""

from __future__ import annotations

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.planning.parts import Part

AT_A_TIME = 100_000  # pairs looked at before those without room are sorted out again


class Hand:
    """Pairs chosen so far, and what they leave: ``limit`` (a,) of the members, ``free`` (b,) of the positions."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self.limit = part.limit.copy()
        self.free = part.free.copy()
        self._held: dict[int, list[tuple[int, int]]] = {}
        self.chosen: list[int] = []

    def take(self, pairs: IntArray) -> None:
        """Choose those of the pairs, in their order, that the rules allow beside what is chosen."""
        part, limit, free = self._part, self.limit, self.free
        for begin in range(0, len(pairs), AT_A_TIME):
            some = pairs[begin : begin + AT_A_TIME]
            some = some[self._room(some)]
            columns = (part.member[some], part.position[some], part.starts[some], part.ends[some])
            for pair, member, position, starts, ends in zip(
                some.tolist(), *(column.tolist() for column in columns), strict=True
            ):
                if free[position] <= 0 or limit[member] <= 0 or self._meets(member, starts, ends):
                    continue
                self._held.setdefault(member, []).append((starts, ends))
                free[position] -= 1
                limit[member] -= 1
                self.chosen.append(pair)

    def fits(self) -> BoolArray:
        """Which pairs, each alone, could still be chosen."""
        part = self._part
        fits = self._room(np.arange(len(part)))
        for pair in np.flatnonzero(fits & np.isin(part.member, list(self._held))).tolist():
            fits[pair] = not self._meets(int(part.member[pair]), int(part.starts[pair]), int(part.ends[pair]))
        return fits

    def fill(self) -> None:
        """Choose of all pairs that still have room, best first."""
        self.take(best_first(self._part, np.flatnonzero(self._room(np.arange(len(self._part))))))

    def _room(self, pairs: IntArray) -> BoolArray:
        """Where both member and position have something left."""
        room: BoolArray = (self.free[self._part.position[pairs]] > 0) & (self.limit[self._part.member[pairs]] > 0)
        return room

    def _meets(self, member: int, starts: int, ends: int) -> bool:
        """Whether the member holds a session then."""
        return any(begun < ends and starts < over for begun, over in self._held.get(member, ()))


def best_first(part: Part, pairs: IntArray) -> IntArray:
    """Pairs by profit from the highest, in their own order where it is equal."""
    return pairs[np.argsort(-part.profit[pairs], kind="stable")]


def greedily(part: Part) -> IntArray:
    """Pairs chosen best score first: always feasible, usually several per cent short of the best."""
    hand = Hand(part)
    hand.fill()
    return np.array(hand.chosen, dtype=np.int64)

"""Choosing pairs one by one so that every rule is kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.planning.parts import Part


class Hand:
    """Pairs chosen so far, and what they leave free."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._member = part.member.tolist()
        self._position = part.position.tolist()
        self._starts = part.starts.tolist()
        self._ends = part.ends.tolist()
        self._limit = part.limit.tolist()
        self._free = part.free.tolist()
        self._held: dict[int, list[int]] = {}
        self.chosen: list[int] = []

    def take(self, pairs: Iterable[int]) -> None:
        """Choose those of the pairs, in their order, that the rules allow beside what is chosen."""
        for pair in pairs:
            member, position = self._member[pair], self._position[pair]
            if self._free[position] <= 0 or self._limit[member] <= 0:
                continue
            held = self._held.setdefault(member, [])
            starts, ends = self._starts[pair], self._ends[pair]
            if self._meets(held, starts, ends):
                continue
            held.append(pair)
            self._free[position] -= 1
            self._limit[member] -= 1
            self.chosen.append(pair)

    @property
    def limit(self) -> IntArray:
        """How many pairs each member may still have."""
        return np.array(self._limit, dtype=np.int64)

    @property
    def free(self) -> IntArray:
        """How many members each position may still have."""
        return np.array(self._free, dtype=np.int64)

    def fits(self) -> BoolArray:
        """Which pairs, each alone, could still be chosen."""
        part = self._part
        fits: BoolArray = (self.free[part.position] > 0) & (self.limit[part.member] > 0)
        for member, held in self._held.items():
            own = np.flatnonzero(fits & (part.member == member)) if held else np.empty(0, dtype=np.int64)
            for pair in own.tolist():
                fits[pair] = not self._meets(held, int(part.starts[pair]), int(part.ends[pair]))
        return fits

    def left(self) -> IntArray:
        """Pairs whose member and position still have room, best first; some may meet others of the member."""
        part = self._part
        room = (self.free[part.position] > 0) & (self.limit[part.member] > 0)
        return best_first(part, np.flatnonzero(room))

    def _meets(self, held: list[int], starts: int, ends: int) -> bool:
        return any(self._starts[other] < ends and starts < self._ends[other] for other in held)


def best_first(part: Part, pairs: IntArray) -> IntArray:
    """Pairs by profit from the highest, in their own order where it is equal."""
    return pairs[np.argsort(-part.profit[pairs], kind="stable")]


def greedily(part: Part) -> IntArray:
    """Pairs chosen best score first: always feasible, usually several per cent short of the best."""
    hand = Hand(part)
    hand.take(best_first(part, np.arange(len(part))).tolist())
    return np.array(hand.chosen, dtype=np.int64)

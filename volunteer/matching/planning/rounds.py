"""The best found so far of a part, and the first of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from volunteer.matching.columns import IntArray
from volunteer.matching.planning.choosing import greedily
from volunteer.matching.planning.parts import Part
from volunteer.matching.planning.result import near_enough


@dataclass(frozen=True, slots=True)
class Round:
    """The best found so far: pairs chosen, what they are worth, and what nothing can exceed."""

    chosen: IntArray
    objective: int
    bound: int

    @property
    def done(self) -> bool:
        """Near enough to the bound to stop."""
        return near_enough(self.objective, self.bound)


def first_round(part: Part) -> Round:
    """Best score first, and the plainest bound: what members could do without each other, or positions."""
    chosen = greedily(part)
    bound = min(
        _best_of_each(part.member, part.profit, part.limit), _best_of_each(part.position, part.profit, part.free)
    )
    return Round(chosen, int(part.profit[chosen].sum()), bound)


def _best_of_each(owner: IntArray, profit: IntArray, most: IntArray) -> int:
    rank = ranks(owner, profit)
    return int(profit[rank < most[owner]].sum())


def ranks(owner: IntArray, profit: IntArray) -> IntArray:
    """How many pairs of the same owner are better, equal ones in their own order."""
    order = np.lexsort((-profit, owner))
    sorted_owners = owner[order]
    ranks = np.empty(len(owner), dtype=np.int64)
    ranks[order] = np.arange(len(owner)) - np.searchsorted(sorted_owners, sorted_owners)
    return ranks

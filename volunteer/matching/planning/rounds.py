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


@dataclass(frozen=True, slots=True)
class Ranks:
    """How many pairs of the same member, or of the same position, are better than each pair, (n,)."""

    of_member: IntArray
    of_position: IntArray

    @classmethod
    def of(cls, part: Part) -> Ranks:
        """The ranks of a part's pairs; equal ones come in their own order."""
        return cls(_ranks(part.member, part.profit), _ranks(part.position, part.profit))


def first_round(part: Part, ranks: Ranks) -> Round:
    """Best score first, and the plainest bound: what members could do without each other, or positions."""
    chosen = greedily(part)
    of_members = int(part.profit[ranks.of_member < part.limit[part.member]].sum())
    of_positions = int(part.profit[ranks.of_position < part.free[part.position]].sum())
    return Round(chosen, int(part.profit[chosen].sum()), min(of_members, of_positions))


def _ranks(owner: IntArray, profit: IntArray) -> IntArray:
    highest = int(profit.max(initial=0))
    order = np.argsort(owner * (highest + 1) + (highest - profit), kind="stable")
    sorted_owners = owner[order]
    ranks = np.empty(len(owner), dtype=np.int64)
    ranks[order] = np.arange(len(owner)) - np.searchsorted(sorted_owners, sorted_owners)
    return ranks

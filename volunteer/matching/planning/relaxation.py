"""The linear relaxation of a plan, solved on few pairs at a time.

The optimum uses few of the pairs. The program is solved on a core of likely pairs; the prices (dual values) that it
gives places and hours tell which other pairs would pay, those join the core, and so on until none does: column
generation, also called sifting (Bixby et al. 1992). Any prices prove an upper bound, whatever the solver's tolerances:

    what all places and hours are worth + the surplus of every pair that is worth more than it uses.

Each round so gives a feasible plan and a bound, and the last one both with nothing between them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.geo import FloatArray
from volunteer.matching.planning.choosing import Hand
from volunteer.matching.planning.parts import Part
from volunteer.matching.planning.prices import first_prices
from volunteer.matching.planning.program import Program
from volunteer.matching.planning.rounding import rounded
from volunteer.matching.planning.rounds import Ranks, Round, first_round
from volunteer.matching.planning.rows import Rules

CORE_PER_ONE = 8
GROWTH = 0.3
# Below this share of newcomers the last answer is a good beginning for the next.
FEW = 0.01
WORTH = 1e-6
# Sums of some hundred thousand doubles of the size at hand are off by far less.
SUMMING_SLACK = 1e-3


def rounds(part: Part, seconds: float) -> Iterator[Round]:
    """Better and better plans of a part until one is proven or the time is up; the first comes at once."""
    ends_at = time.monotonic() + seconds
    ranks = Ranks.of(part)
    best = first_round(part, ranks)
    yield best
    prices = first_prices(part, best.objective, seconds)
    hand = Hand(part)
    hand.take(prices.best_first(part))
    best = _better(best, part, np.array(hand.chosen, dtype=np.int64), prices.bound)
    yield best
    rules, profit = Rules.of(part), part.profit.astype(np.float64)
    program, core = Program(rules.most), np.zeros(len(part), dtype=np.bool_)
    pairs, joining, afresh = np.empty(0, dtype=np.int64), _first_core(part, ranks), True
    while len(joining) and not best.done:
        program.add(profit[joining], rules.matrix[:, joining], afresh=afresh)
        pairs, core[joining] = np.concatenate((pairs, joining)), True
        solution = program.solve(ends_at - time.monotonic())
        if solution is None:
            return
        surplus = profit - rules.matrix.T @ solution.values
        proven = float(rules.most @ solution.values) + float(np.maximum(0.0, surplus).sum())
        best = _better(best, part, rounded(part, rules, pairs, solution.x), math.floor(proven + SUMMING_SLACK))
        yield best
        paying = int(((surplus > WORTH) & ~core).sum())
        joining, afresh = _joining(surplus, core, paying), paying > FEW * len(pairs)


def _first_core(part: Part, ranks: Ranks) -> IntArray:
    """The best few of each member, and of each position half as many again as it has places, and a few."""
    wanted = 3 * part.free[part.position] // 2 + CORE_PER_ONE
    return np.flatnonzero((ranks.of_member < CORE_PER_ONE) | (ranks.of_position < wanted))


def _joining(surplus: FloatArray, core: BoolArray, paying: int) -> IntArray:
    """The pairs that pay and those that come next, so that the core grows by a share and few rounds are needed."""
    outside = np.flatnonzero(~core)
    if not paying:
        return outside[:0]
    most = min(len(outside), max(paying, int(GROWTH * int(core.sum()))))
    return np.sort(outside[np.argpartition(-surplus[outside], most - 1)[:most]])


def _better(best: Round, part: Part, chosen: IntArray, bound: int) -> Round:
    """The better of two plans with the lower of two bounds."""
    objective = int(part.profit[chosen].sum())
    if objective < best.objective:
        chosen, objective = best.chosen, best.objective
    return Round(chosen, objective, min(bound, best.bound))

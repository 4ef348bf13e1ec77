"""Prices of places in a second: a bound and an order of choosing before the linear program has an answer.

Lagrangian relaxation (Fisher 1981): places cost a price instead of running out, each member then takes the best pairs
of their own, and prices of places that too many want rise while others fall, by Polyak's step (1969). What members
gain at any prices, plus what all places cost, is a bound. Members are let off lightly, which keeps it a bound: of
sessions that all go on at one instant they take one, and no more than their limit.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np

from volunteer.matching.columns import IntArray
from volunteer.matching.geo import FloatArray
from volunteer.matching.planning.parts import Part

STEPS = 25
SHARE_OF_TIME = 0.25
HOPED_ABOVE = 1.02  # the best is guessed to be this much above the plan at hand
LEAST_STEP = 3e-3
PATIENCE = 4
SHORTER = 0.6
SUMMING_SLACK = 1e-3


@dataclass(frozen=True, slots=True)
class Prices:
    """``bound`` is proven; ``of_place`` (b,) is what one more place of each position seems worth."""

    bound: int
    of_place: FloatArray

    def best_first(self, part: Part) -> IntArray:
        """Pairs by what they bring beyond the price of the place."""
        return np.argsort(self.of_place[part.position] - part.profit, kind="stable")


def first_prices(part: Part, at_hand: int, seconds: float) -> Prices:
    """Prices after a few steps from none; ``at_hand`` is what a feasible plan is worth."""
    ends_at = time.monotonic() + SHARE_OF_TIME * seconds
    choices = _Choices(part)
    prices, length, stalled = np.zeros(len(part.free)), 1.0, 0
    best, best_prices = math.inf, prices
    for _step in range(STEPS):
        gain, wanted = choices.at(prices)
        value = gain + float(prices @ part.free)
        if value < best:
            best, best_prices, stalled = value, prices, 0
        else:
            stalled += 1
        if stalled == PATIENCE:
            prices, length, stalled = best_prices, length * SHORTER, 0
            continue
        excess = wanted - part.free
        excess[(prices <= 0) & (excess < 0)] = 0
        squared = int(excess @ excess)
        if not squared or time.monotonic() > ends_at:
            break
        short_of = max(value - HOPED_ABOVE * at_hand, LEAST_STEP * value)
        prices = np.maximum(0.0, prices + length * short_of / squared * excess)
    return Prices(math.floor(best + SUMMING_SLACK), best_prices)


class _Choices:
    """What members would take at some prices."""

    def __init__(self, part: Part) -> None:
        group = _instants(part)
        order = np.argsort(group, kind="stable")
        group, member = group[order], part.member[order]
        self._starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
        self._sizes = np.diff(np.append(self._starts, len(order)))
        self._member = member[self._starts]
        self._limit = part.limit[self._member]
        self._first = np.searchsorted(self._member, self._member)
        self._position, self._profit = part.position[order], part.profit[order].astype(np.float64)
        self._apart = 4.0 * float(self._profit.max(initial=1.0))
        self._positions = len(part.free)

    def at(self, prices: FloatArray) -> tuple[float, IntArray]:
        """(what all gain, how many want each position)."""
        gain = self._profit - prices[self._position]
        most = np.maximum.reduceat(gain, self._starts)
        order = np.argsort(self._member * self._apart - np.maximum(most, 0.0), kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        taken = (rank - self._first < self._limit) & (most > 0)
        is_best = np.flatnonzero((gain == np.repeat(most, self._sizes)) & np.repeat(taken, self._sizes))
        instant = np.searchsorted(self._starts, is_best, side="right")
        one_each = is_best[np.append(True, instant[1:] != instant[:-1])] if len(is_best) else is_best
        return float(most[taken].sum()), np.bincount(self._position[one_each], minlength=self._positions)


def _instants(part: Part) -> IntArray:
    """A number for each pair such that those of one number are a member's sessions that go on at one instant.

    The instants are the same for all members: the end of the session that is over first, then that of those begun
    since, and so on.
    """
    starts, ends = np.zeros(len(part.free), dtype=np.int64), np.zeros(len(part.free), dtype=np.int64)
    starts[part.position], ends[part.position] = part.starts, part.ends
    instant = np.empty(len(part.free), dtype=np.int64)
    used, over = 0, None
    for position in np.argsort(ends, kind="stable").tolist():
        if over is None or starts[position] >= over:
            used, over = used + 1, ends[position]
        instant[position] = used
    return part.member * (used + 1) + instant[part.position]

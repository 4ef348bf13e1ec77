"""How well a feasible pair fits, in whole thousandths.

    score = round_half_even(350·proximity + 250·skill + 150·registered + 150·need + 100·interest - 200·load)

with proximity = 1 - distance/radius_km, skill = 1 if one is required, else 0.5, registered and interest 0 or 1,
need = (headcount - taken)/headcount, load = min(1, load_minutes/1200), and the weights of the policy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np

from volunteer.matching.columns import IntArray
from volunteer.matching.geo import FloatArray
from volunteer.matching.members import FULL_LOAD_MINUTES
from volunteer.matching.pairs import EDGE, Pairs
from volunteer.matching.problem import Weights

NO_SKILL_ASKED = 0.5
PARTS = ("proximity", "skill", "registered", "need", "interest", "load")

# distance, radius, required, registered, free, headcount, interest, minutes of service
Inputs = tuple[float, float, bool, bool, int, int, bool, int]


def scores(pairs: Pairs, weights: Weights) -> IntArray:
    """Integer scores of the pairs, (n,); those at a rounding edge are summed exactly."""
    total = np.add.reduce(_parts(pairs, weights))
    return rounded(total, lambda row: sum(_exact_parts(_inputs(pairs, row), weights), Fraction(0)))


def contributions(pairs: Pairs, weights: Weights) -> list[dict[str, int]]:
    """What each part adds to the score of each pair (load is negative), rounded one by one: they need not sum to it."""
    parts, count = _parts(pairs, weights), len(pairs)

    def exactly(number: int) -> Fraction:
        part, row = divmod(number, count)
        return _exact_parts(_inputs(pairs, row), weights)[part]

    whole = rounded(parts.reshape(-1), exactly).reshape(parts.shape)
    columns = [part.tolist() for part in whole]
    return [dict(zip(PARTS, of_pair, strict=True)) for of_pair in zip(*columns, strict=True)]


def metres(pairs: Pairs) -> IntArray:
    """Distances of the pairs in whole metres, (n,)."""
    return rounded(1000 * pairs.distance_km, lambda row: Fraction(1000 * pairs.exact_km(row)))


def rounded(values: FloatArray, exactly: Callable[[int], Fraction]) -> IntArray:
    """To whole numbers, half to even; what lies at the edge of rounding is asked for exactly, by its index."""
    nearest = np.rint(values)
    whole: IntArray = nearest.astype(np.int64)
    for row in (np.abs(values - nearest) >= 0.5 - EDGE).nonzero()[0].tolist():
        whole[row] = round(exactly(row))
    return whole


def _parts(pairs: Pairs, weights: Weights) -> FloatArray:
    """The parts of the score before rounding, in the order of ``PARTS``, (6, n)."""
    parts = np.empty((len(PARTS), len(pairs)))
    parts[0] = weights.proximity * (1 - pairs.distance_km / pairs.radius_km)
    parts[1] = np.where(pairs.required, weights.skill, weights.skill * NO_SKILL_ASKED)
    parts[2] = weights.registered * pairs.registered
    parts[3] = weights.need * pairs.need
    parts[4] = weights.interest * pairs.interest
    parts[5] = -weights.load * pairs.load
    return parts


def _inputs(pairs: Pairs, row: int) -> Inputs:
    return (
        pairs.exact_km(row),
        float(pairs.radius_km[row]),
        bool(pairs.required[row]),
        bool(pairs.registered[row]),
        int(pairs.free[row]),
        int(pairs.headcount[row]),
        bool(pairs.interest[row]),
        int(pairs.load_minutes[row]),
    )


@lru_cache(maxsize=10_000)  # edges come in crowds: everybody who lives where the session is
def _exact_parts(inputs: Inputs, weights: Weights) -> tuple[Fraction, ...]:
    """The parts of one pair by the plain distance and fractions, so that no order of adding decides a tie."""
    distance, radius, required, registered, free, headcount, interest, minutes = inputs
    return (
        Fraction(weights.proximity) * (1 - Fraction(distance) / Fraction(radius)),
        Fraction(weights.skill) * Fraction(1 if required else NO_SKILL_ASKED),
        Fraction(weights.registered) * registered,
        Fraction(weights.need) * Fraction(free, headcount),
        Fraction(weights.interest) * interest,
        -Fraction(weights.load) * min(Fraction(1), Fraction(minutes, FULL_LOAD_MINUTES)),
    )

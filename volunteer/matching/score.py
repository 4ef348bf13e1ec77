"""How well a feasible pair fits, in whole thousandths.

    score = round_half_even(350·proximity + 250·skill + 150·registered + 150·need + 100·interest - 200·load)

with proximity = 1 - distance/radius_km, skill = 1 if one is required, else 0.5, registered and interest 0 or 1,
need = (headcount - taken)/headcount, load = min(1, load_minutes/1200), and the weights of the policy.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from volunteer.matching.geo import nearest_km
from volunteer.matching.pairs import EDGE, Pairs
from volunteer.matching.problem import Member, Position, Weights
from volunteer.matching.tables import FULL_LOAD_MINUTES, IntArray

NO_SKILL_ASKED = 0.5


def scores(pairs: Pairs, rows: IntArray, weights: Weights) -> IntArray:
    """Integer scores of some rows of the pairs, shape of ``rows``; pairs at a rounding edge are summed exactly."""
    proximity = 1 - pairs.distance_km[rows] / pairs.radius_km[rows]
    total = (
        weights.proximity * proximity
        + weights.skill * np.where(pairs.required[rows], 1.0, NO_SKILL_ASKED)
        + weights.registered * pairs.registered[rows]
        + weights.need * pairs.need[rows]
        + weights.interest * pairs.interest[rows]
        - weights.load * pairs.load[rows]
    )
    rounded = np.rint(total).astype(np.int64)
    at_edge = np.abs(np.abs(total - rounded) - 0.5) <= EDGE
    for index in np.flatnonzero(at_edge).tolist():
        row = int(rows[index])
        rounded[index] = exact_score(pairs.member(row), pairs.position(row), weights)
    return rounded


def exact_score(member: Member, position: Position, weights: Weights) -> int:
    """The score of one pair by the plain distance and fractions, so that no order of adding decides a tie."""
    return round(sum(_parts(member, position, weights).values()))


def contributions(member: Member, position: Position, weights: Weights) -> dict[str, int]:
    """What each part adds to the score (load is negative), rounded one by one: they need not sum to it."""
    return {name: round(part) for name, part in _parts(member, position, weights).items()}


def _parts(member: Member, position: Position, weights: Weights) -> dict[str, Fraction]:
    distance = Fraction(nearest_km(member.anchors, position.at))
    load = min(Fraction(1), Fraction(member.load_minutes, FULL_LOAD_MINUTES))
    return {
        "proximity": Fraction(weights.proximity) * (1 - distance / Fraction(member.radius_km)),
        "skill": Fraction(weights.skill) * Fraction(1 if position.skill is not None else NO_SKILL_ASKED),
        "registered": Fraction(weights.registered) * (position.site in member.registered_sites),
        "need": Fraction(weights.need) * Fraction(position.free, position.headcount),
        "interest": Fraction(weights.interest) * (position.category in member.interests),
        "load": -Fraction(weights.load) * load,
    }

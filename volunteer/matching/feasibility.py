"""May this member take this position? The first reason against it, in the order of the contract."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from volunteer.matching.columns import BoolArray
from volunteer.matching.pairs import EDGE, Pairs

REASONS = ("excluded", "overlap", "no_skill", "not_free", "too_far")
FEASIBLE = -1


def reason_codes(pairs: Pairs) -> NDArray[np.int8]:
    """For each pair the index in ``REASONS`` of the first reason that fails, or ``FEASIBLE``; shape (n,)."""
    failing = (pairs.excluded, pairs.overlap, pairs.no_skill, pairs.not_free, too_far(pairs))
    codes = np.full(len(pairs), FEASIBLE, dtype=np.int8)
    for code in reversed(range(len(REASONS))):
        codes[failing[code]] = code
    return codes


def feasible(pairs: Pairs) -> BoolArray:
    """Which pairs have no reason against them, (n,)."""
    return ~(pairs.excluded | pairs.overlap | pairs.no_skill | pairs.not_free | too_far(pairs))


def too_far(pairs: Pairs) -> BoolArray:
    """Beyond the radius (at the radius is near enough); pairs at the edge are decided by the plain formula."""
    beyond = pairs.distance_km - pairs.radius_km
    far: BoolArray = beyond > 0
    for row in (np.abs(beyond) <= EDGE).nonzero()[0].tolist():
        far[row] = pairs.exact_km(row) > pairs.radius_km[row]
    return far

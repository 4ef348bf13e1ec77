"""Whether whom a demand was for has said how it was: a seam that wiring fills, as answers are a room beside."""

from __future__ import annotations

from collections.abc import Callable

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus

SERVED = (DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)

_sources: list[Callable[[Demand], bool]] = []


def register_said(source: Callable[[Demand], bool]) -> None:
    """Set the function that tells whether an answer of this round is there (called by wiring)."""
    _sources[:] = [source]


def asks_how(demand: Demand) -> bool:
    """Whether the private link asks how it was."""
    (said,) = _sources
    return demand.status in SERVED and not said(demand)

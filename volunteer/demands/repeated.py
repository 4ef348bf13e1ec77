"""Whether a demand comes from a need that comes back: a seam that wiring fills, as recurring is a room above."""

from __future__ import annotations

from collections.abc import Callable

Source = Callable[[int], int | None]

_sources: list[Source] = []


def register_series_source(source: Source) -> None:
    """Set the function that finds the series behind a demand (called by wiring)."""
    _sources[:] = [source]


def series_of(demand_id: int) -> int | None:
    """The series a demand was handed in for; None for one that was asked for by itself."""
    (source,) = _sources
    return source(demand_id)

"""How far the service for a demand has come: a seam that wiring fills, as projects is a room beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol


class NextService(Protocol):
    """The next session that answers a demand, and how many of its places are taken."""

    @property
    def session_id(self) -> int:
        """Whose gate it is."""

    @property
    def starts(self) -> datetime:
        """When it begins."""

    @property
    def taken(self) -> int:
        """Places taken, teams' reservations included."""

    @property
    def headcount(self) -> int:
        """Places in all."""


Source = Callable[[Sequence[int], datetime], Mapping[int, NextService]]

_sources: list[Source] = []


def register_service_source(source: Source) -> None:
    """Set the function that finds the next session of each demand (called by wiring)."""
    _sources[:] = [source]


def next_services(demand_ids: Sequence[int], now: datetime) -> Mapping[int, NextService]:
    """The next session by demand; a demand without one is left out."""
    if not demand_ids:
        return {}
    (source,) = _sources
    return source(demand_ids, now)

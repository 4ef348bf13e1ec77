"""Whether a demand was ordered from what a team offers: a seam that wiring fills, as resources is a room above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from volunteer.organization.models import Unit


class Ordered(Protocol):
    """What was ordered, and who answers for it."""

    @property
    def resource_id(self) -> int:
        """Where it can be looked at."""

    @property
    def title(self) -> str:
        """What the site ordered."""

    @property
    def unit(self) -> Unit:
        """Who offers it: a demand that came back from it for more words goes to it again."""


Source = Callable[[int], Ordered | None]

_sources: list[Source] = []


def register_order_source(source: Source) -> None:
    """Set the function that finds the standing order behind a demand (called by wiring)."""
    _sources[:] = [source]


def ordered_from(demand_id: int) -> Ordered | None:
    """What a demand was ordered from; None for one that a site wrote itself."""
    (source,) = _sources
    return source(demand_id)

"""Whether a demand was ordered from what a team offers: a seam that wiring fills, as resources is a room above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from volunteer.organization.actor import Actor
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
Offers = Callable[[Actor, str | None], int]

_sources: list[tuple[Source, Offers]] = []


def register_order_source(source: Source, offers: Offers) -> None:
    """Set the functions that find the order behind a demand, and count what could be ordered (called by wiring)."""
    _sources[:] = [(source, offers)]


def ordered_from(demand_id: int) -> Ordered | None:
    """What a demand was ordered from; None for one that a site wrote itself."""
    ((source, _offers),) = _sources
    return source(demand_id)


def offers_for(actor: Actor, category: str | None) -> int:
    """How many things of a category (of any without one) the actor could order instead of writing a demand."""
    ((_source, offers),) = _sources
    return offers(actor, category)

"""What else waits for a site beside its demands: a seam that wiring fills, as those rooms stand above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from volunteer.organization.actor import Actor


@dataclass(frozen=True)
class Beside:
    """A line on the board that says how much waits, and the list that it counts."""

    text: str
    url: str


Source = Callable[[Actor, int | None], Beside | None]

_sources: list[Source] = []


def register_beside(*sources: Source) -> None:
    """Set who knows something that waits, for all of an actor's sites or for one (called by wiring)."""
    _sources[:] = sources


def waiting_beside(actor: Actor, site_id: int | None) -> Sequence[Beside]:
    """What waits; kinds of which there is nothing are left out."""
    return [found for source in _sources if (found := source(actor, site_id)) is not None]

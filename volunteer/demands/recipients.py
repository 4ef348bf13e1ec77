"""What recipients say of a demand: a seam that wiring fills, as answers is a room above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol


class Sample(Protocol):
    """How many of how many are content."""

    @property
    def count(self) -> int:
        """Content ones."""

    @property
    def sample(self) -> int:
        """All of them."""

    @property
    def percent(self) -> int | None:
        """Where the sample is large enough."""


class Word(Protocol):
    """What recipients say of one demand."""

    @property
    def content(self) -> Sample:
        """How many are content."""

    @property
    def again(self) -> int:
        """How many ask to do it again."""


Source = Callable[[Sequence[int]], Mapping[int, Word]]

_sources: list[Source] = []


def register_recipients(source: Source) -> None:
    """Set the function that tells what recipients say (called by wiring)."""
    _sources[:] = [source]


def recipients_on(demand_id: int) -> Word | None:
    """What they say of a demand, of the round that is on; None where nobody spoke."""
    (source,) = _sources
    return source([demand_id]).get(demand_id)

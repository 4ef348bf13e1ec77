"""What recipients say of a demand: a seam that wiring fills, as answers is a room above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import CompoundSelect, Select, select, union_all

from volunteer.demands.models import Demand, Rating


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


@dataclass(frozen=True)
class Recipients:
    """What is asked of the room above: `scores` is a select of demand and score, one row for each word."""

    words_on: Callable[[Sequence[int]], Mapping[int, Word]]
    scores: Callable[[], Select[int | None, int]]
    called: Callable[[Demand], bool]


_sources: list[Recipients] = []


def register_recipients(source: Recipients) -> None:
    """Set who answers (called by wiring)."""
    _sources[:] = [source]


def recipients_on(demand_id: int) -> Word | None:
    """What they say of a demand, of the round that is on; None where nobody spoke."""
    (source,) = _sources
    return source.words_on([demand_id]).get(demand_id)


def all_scores() -> CompoundSelect[int | None, int]:
    """By demand every score it was given, by its site and by recipients."""
    (source,) = _sources
    return union_all(select(Rating.demand_id, Rating.score), source.scores())


def was_called(demand: Demand) -> bool:
    """Whether somebody called in the round that is on."""
    (source,) = _sources
    return source.called(demand)

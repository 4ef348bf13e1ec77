"""How far the service for a demand has come: a seam that wiring fills, as projects is a room beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression


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


class Answer(Protocol):
    """The project under way that answers a demand."""

    id: Any
    title: Any


Answered = Callable[[SQLColumnExpression[int]], ColumnElement[bool]]
Answers = Callable[[Sequence[int]], Mapping[int, Answer]]

_answers: list[tuple[Answered, Answers]] = []


def register_answers(answered: Answered, answers: Answers) -> None:
    """Set what tells in SQL that a demand has a project, and which one it is (called by wiring)."""
    _answers[:] = [(answered, answers)]


def is_answered(demand_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The demand of this id has a project under way."""
    ((answered, _which),) = _answers
    return answered(demand_id)


def answer_to(demand_id: int) -> Answer | None:
    """The project under way that answers a demand."""
    ((_answered, answers),) = _answers
    return answers([demand_id]).get(demand_id)


def register_service_source(source: Source) -> None:
    """Set the function that finds the next session of each demand (called by wiring)."""
    _sources[:] = [source]


def next_services(demand_ids: Sequence[int], now: datetime) -> Mapping[int, NextService]:
    """The next session by demand; a demand without one is left out."""
    if not demand_ids:
        return {}
    (source,) = _sources
    return source(demand_ids, now)

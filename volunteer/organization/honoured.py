"""What a unit as a whole was thanked or commended for, told to its page by the room that keeps it (see wiring)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Honoured:
    """One honour: in words, who gave it and when."""

    kind: str
    title: str
    giver: str
    on: date
    url: str


HonouredSource = Callable[[int], Sequence[Honoured]]

_sources: list[HonouredSource] = []


def register_honoured(source: HonouredSource) -> None:
    """Say once, at start, who answers."""
    _sources[:] = [source]


def honoured(unit_id: int) -> Sequence[Honoured]:
    """What a unit has, the latest first."""
    (source,) = _sources
    return source(unit_id)

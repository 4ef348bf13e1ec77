"""What units, members and places are named for, told to their pages by the room that keeps it (wiring registers it)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class NamedFor:
    """A post or an area: in words, who holds it (`member` in clear, pages mask it), where and since when."""

    kind: str
    title: str
    unit: str
    member: str | None
    place: str | None
    since: date
    url: str
    unit_path: str


class NamedForSource(Protocol):
    """Answers what one of them has today."""

    def __call__(
        self, *, unit_id: int | None = None, member_id: int | None = None, place_id: int | None = None
    ) -> Sequence[NamedFor]: ...


_sources: list[NamedForSource] = []


def register_named_for(source: NamedForSource) -> None:
    """Say once, at start, who answers."""
    _sources[:] = [source]


def named_for(
    *, unit_id: int | None = None, member_id: int | None = None, place_id: int | None = None
) -> Sequence[NamedFor]:
    """What a unit and those in it, a member or a place has today."""
    (source,) = _sources
    return source(unit_id=unit_id, member_id=member_id, place_id=place_id)

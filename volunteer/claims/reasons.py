"""Why a position suits its reader: a seam that wiring fills, as suggestions stand on a higher floor."""

from __future__ import annotations

from collections.abc import Callable

from volunteer.organization.actor import Actor

Chip = str | tuple[str, str]
Source = Callable[[Actor, int], list[Chip]]

_sources: list[Source] = []


def register_reasons(source: Source) -> None:
    """Name who knows why; the last one named is asked."""
    _sources[:] = [source]


def reasons_for(actor: Actor, position_id: int) -> list[Chip]:
    """Short words for chips; none where the position would not be suggested to the reader."""
    return _sources[0](actor, position_id) if _sources and actor.member_id is not None else []

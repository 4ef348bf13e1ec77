"""Whether an emergency holds where a demand is asked for (D11): a seam that wiring fills; task_forces is above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Source = Callable[[str, datetime], bool]

_sources: list[Source] = []


def register_emergency_source(source: Source) -> None:
    """Set the function that tells by a place's path whether an emergency holds there (called by wiring)."""
    _sources[:] = [source]


def holds_at(place_path: str, now: datetime) -> bool:
    """Whether an emergency holds at the place."""
    (source,) = _sources
    return source(place_path, now)

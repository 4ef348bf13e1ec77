"""Star levels: thresholds in hours, reached one after the other. Shown to oneself and one's leaders, never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from volunteer.organization.settings import KNOBS, setting_at

KEYS = tuple(f"star_{level}_hours" for level in range(1, 6))
COUNT_BACKFILLED = "stars_count_backfilled"


@dataclass(frozen=True)
class Stars:
    """The level reached, and how many minutes are missing to the next one; none above the highest."""

    level: int
    missing: int | None

    @property
    def missing_hours(self) -> int:
        """The hours still to serve, the last begun one whole: how people say it."""
        return -(-(self.missing or 0) // 60)


def stars_of(minutes: int, thresholds: Sequence[int]) -> Stars:
    """The level for so many minutes; a threshold counts only where those before it are reached (hours)."""
    level = 0
    for hours in thresholds:
        if minutes < hours * 60:
            return Stars(level, hours * 60 - minutes)
        level += 1
    return Stars(level, None)


def stars_at(path: str, verified: int, backfilled: int) -> Stars:
    """The same by the settings that hold for the unit at a path."""
    thresholds = [setting_at(path, key, KNOBS[key].default) for key in KEYS]
    counted = verified + backfilled * setting_at(path, COUNT_BACKFILLED, KNOBS[COUNT_BACKFILLED].default)
    return stars_of(counted, thresholds)

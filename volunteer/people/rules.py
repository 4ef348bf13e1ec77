"""Pure decisions about members: availability as bits, coarse homes, which skills count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

BANDS = ("night", "morning", "afternoon", "evening")  # six hours each, from midnight (matching contract)
WEEKDAYS = 7
ALL_BITS = (1 << WEEKDAYS * len(BANDS)) - 1

Cell = tuple[int, str]


def bits_of(cells: Iterable[Cell]) -> int:
    """The 28-bit integer of painted cells (weekday from Monday 0, band)."""
    bits = 0
    for weekday, band in cells:
        bits |= 1 << (weekday * len(BANDS) + BANDS.index(band))
    return bits


def cells_of(bits: int) -> list[Cell]:
    """The painted cells of a 28-bit integer, in the order of the week."""
    return [
        (weekday, band)
        for weekday in range(WEEKDAYS)
        for n, band in enumerate(BANDS)
        if bits >> (weekday * len(BANDS) + n) & 1
    ]


# Until the member speaks: the evenings of workdays, and rest days but for the night (D24).
ASSUMED_AVAILABILITY = bits_of(
    [(weekday, "evening") for weekday in range(5)] + [(weekday, band) for weekday in (5, 6) for band in BANDS[1:]]
)


def coarse(degrees: float) -> float:
    """A coordinate of a home, kept to about 100 metres."""
    return round(degrees, 3)


def counts(needs_approval: bool, approved_at: datetime | None, expires_on: date | None, today: date) -> bool:
    """Whether a skill on a member's list counts today."""
    return (approved_at is not None or not needs_approval) and (expires_on is None or expires_on >= today)

"""Pure decisions about members: availability as bits, coarse homes, which skills count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

BANDS = ("night", "morning", "afternoon", "evening")  # six hours each, from midnight (matching contract)
WEEKDAYS = 7
REMINDED_BEFORE = (timedelta(days=30), timedelta(days=7))  # the day a qualification expires
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


def kept_degrees(degrees: float, precise: bool) -> float:
    """A coordinate of a home or an office, kept to about 100 metres, or to a metre if the member wants that."""
    return round(degrees, 5 if precise else 3)


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def counts(needs_approval: bool, approved_at: datetime | None, expires_on: date | None, today: date) -> bool:
    """Whether a skill on a member's list counts today."""
    return (approved_at is not None or not needs_approval) and (expires_on is None or expires_on >= today)


def reminder_due(expires_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether it is time to say that a qualification expires: once in the last 30 days, once more in the last 7."""
    ahead = [begin for begin in (expires_on - days for days in REMINDED_BEFORE) if begin <= today <= expires_on]
    return bool(ahead) and (reminded_on is None or reminded_on < max(ahead))

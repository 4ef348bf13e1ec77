"""Time on the clock of the members: microseconds since 1970, and the availability bits a session needs.

All intervals are half-open. Asia/Shanghai has been UTC+8 without daylight saving since 1991, so whole-number
arithmetic on a fixed offset is exact for every session there can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from volunteer.matching.columns import IntArray

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

MINUTE_US = 60 * 1_000_000
SHANGHAI_OFFSET_US = 8 * 60 * MINUTE_US
BANDS_PER_DAY = 4
BAND_US = 6 * 60 * MINUTE_US
OFF_WORK_BIT = 1 << 28  # needed by a session in working time, held by whoever is not kept from those


def microseconds(moment: datetime) -> int:
    """Whole microseconds from 1970-01-01 UTC to an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """The moment that many microseconds after 1970-01-01 UTC."""
    return EPOCH + microseconds * MICROSECOND


def availability_bit(weekday: int, band: int) -> int:
    """The bit of a weekday (Monday 0) and a band (night 0, morning 1, afternoon 2, evening 3)."""
    return 1 << (weekday * BANDS_PER_DAY + band)


def needed_bands(starts: datetime, ends: datetime, day_types: Mapping[date, int], grace_minutes: int) -> int:
    """The bits one session needs; see ``bits_needed``."""
    span = np.array([[microseconds(starts)], [microseconds(ends)]], dtype=np.int64)
    return int(bits_needed(span[0], span[1], day_types, grace_minutes)[0])


def main_band(starts: datetime, ends: datetime) -> tuple[int, int]:
    """(ordinal of the local date, band) that a session spends most time in, the first among equals."""
    ordinal, band, _ = max(touched(starts, ends), key=lambda cell: cell[2])
    return ordinal, band


def touched(starts: datetime, ends: datetime) -> Iterator[tuple[int, int, int]]:
    """(ordinal of the local date, band, microseconds inside it) for each band of each date that a session touches."""
    first, last = microseconds(starts) + SHANGHAI_OFFSET_US, microseconds(ends) + SHANGHAI_OFFSET_US
    for cell in range(first // BAND_US, -(-last // BAND_US)):
        inside = min(last, (cell + 1) * BAND_US) - max(first, cell * BAND_US)
        day, band = divmod(cell, BANDS_PER_DAY)
        yield day + EPOCH_ORDINAL, band, inside


def bits_needed(
    starts: IntArray, ends: IntArray, day_types: Mapping[date, int], grace_minutes: int
) -> NDArray[np.int32]:
    """The bits that n sessions need (microseconds, (n,)): each band of each local date touched for more than the grace.

    ``day_types`` replaces the weekday of a local date. The grace is compared date by date, so that two short
    touches on different dates do not add up.
    """
    first, last = starts + SHANGHAI_OFFSET_US, ends + SHANGHAI_OFFSET_US
    cell = first // BAND_US
    needed = np.zeros(len(starts), dtype=np.int64)
    while True:
        inside = np.minimum(last, (cell + 1) * BAND_US) - np.maximum(first, cell * BAND_US)
        if not (inside > 0).any():
            return needed.astype(np.int32)
        day, band = np.divmod(cell, BANDS_PER_DAY)
        bit = np.left_shift(1, _weekdays(day + EPOCH_ORDINAL, day_types) * BANDS_PER_DAY + band)
        needed |= np.where(inside > grace_minutes * MINUTE_US, bit, 0)
        cell = cell + 1


def _weekdays(ordinals: IntArray, day_types: Mapping[date, int]) -> IntArray:
    weekdays = (ordinals - 1) % 7
    for day, weekday in day_types.items():
        weekdays[ordinals == day.toordinal()] = weekday
    return weekdays

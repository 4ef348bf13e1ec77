"""Which availability bits a session needs."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from volunteer.matching.bands import needed_bands
from volunteer.matching.problem import ALL_BANDS

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
NIGHT, MORNING, AFTERNOON, EVENING = range(4)


def bits(*cells: tuple[int, int]) -> int:
    return sum(1 << (weekday * 4 + band) for weekday, band in cells)


def needed(starts: str, ends: str, day_types: dict[date, int] | None = None, grace: int = 0) -> int:
    """Times of October 2026 in Shanghai: the 9th is a Friday."""
    times = [datetime.fromisoformat(f"2026-10-{text}+08:00") for text in (starts, ends)]
    return needed_bands(times[0], times[1], day_types or {}, grace)


@pytest.mark.parametrize(
    ("starts", "ends", "cells"),
    [
        ("10T06:00", "10T12:00", [(SATURDAY, MORNING)]),
        ("10T11:59", "10T12:01", [(SATURDAY, MORNING), (SATURDAY, AFTERNOON)]),
        ("10T12:00", "10T12:00:01", [(SATURDAY, AFTERNOON)]),
        ("09T18:00", "10T00:00", [(FRIDAY, EVENING)]),
        ("09T23:00", "10T07:00", [(FRIDAY, EVENING), (SATURDAY, NIGHT), (SATURDAY, MORNING)]),
    ],
)
def test_bands_are_half_open(starts: str, ends: str, cells: list[tuple[int, int]]) -> None:
    assert needed(starts, ends) == bits(*cells)


def test_a_session_of_eight_days_needs_every_band() -> None:
    assert needed("09T10:00", "17T10:00") == ALL_BANDS


def test_offset_of_the_input_does_not_matter() -> None:
    starts, ends = datetime.fromisoformat("2026-10-09T16:30:00Z"), datetime.fromisoformat("2026-10-09T12:45:00-05:00")
    assert needed_bands(starts, ends, {}, 0) == bits((SATURDAY, NIGHT))


def test_the_grace_is_counted_date_by_date() -> None:
    """Two nights of 30 minutes each do not add up to an hour of need."""
    over_two_weekends = needed("10T05:30", "17T00:30", grace=30)
    assert not over_two_weekends & bits((SATURDAY, NIGHT))
    assert over_two_weekends & bits((SUNDAY, NIGHT))


def test_day_types_replace_the_weekday_of_one_local_date_only() -> None:
    make_up = {date(2026, 10, 10): 0}
    assert needed("09T23:00", "10T01:00", make_up) == bits((FRIDAY, EVENING), (0, NIGHT))

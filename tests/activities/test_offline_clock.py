"""Clocks that are wrong are put right, noticed, or not believed at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from volunteer.activities.offline_clock import by_our_clock
from volunteer.kernel.errors import Refused

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MADE = NOW - timedelta(minutes=40)


@pytest.mark.parametrize(
    ("ahead", "noticed"),
    [
        (timedelta(0), False),
        (timedelta(seconds=119), False),
        (timedelta(minutes=-2, seconds=-1), True),
        (timedelta(hours=3), True),
        (timedelta(hours=-23, minutes=-59), True),
    ],
)
def test_an_entry_is_put_back_by_as_much_as_the_clock_is_ahead(ahead: timedelta, noticed: bool) -> None:
    told = by_our_clock(MADE + ahead, NOW + ahead, NOW)
    assert told.at == MADE
    assert told.off_s == (ahead.total_seconds() if noticed else None)


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=-1), timedelta(days=400)])
def test_a_clock_that_is_off_by_a_day_is_not_believed(ahead: timedelta) -> None:
    with pytest.raises(Refused, match="clock_wrong"):
        by_our_clock(MADE + ahead, NOW + ahead, NOW)


def test_what_has_not_happened_yet_is_not_believed() -> None:
    with pytest.raises(Refused, match="clock_wrong"):
        by_our_clock(NOW + timedelta(minutes=5), NOW, NOW)
    assert by_our_clock(NOW + timedelta(seconds=30), NOW, NOW).at == NOW


@pytest.mark.parametrize(("known", "ahead"), [(3600, 0), (0, 3600), (-3600, 3600)])
def test_a_clock_that_was_set_in_between_is_noticed(known: int, ahead: int) -> None:
    told = by_our_clock(MADE, NOW + timedelta(seconds=ahead), NOW, known)
    assert told.off_s in (known, ahead)
    assert told.off_s != 0


def test_a_clock_known_to_be_right_stays_unnoticed() -> None:
    assert by_our_clock(MADE, NOW, NOW, 1).off_s is None

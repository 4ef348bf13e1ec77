"""Working days and working time against a plain walk through the calendar; tiers of the tree."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.kernel.clock import SHANGHAI
from volunteer.organization import rules
from volunteer.organization.models import Tier

DATES = st.dates(date(2025, 1, 1), date(2027, 12, 31))
DAY_TYPES = st.dictionaries(DATES, st.integers(0, 6), max_size=60)
# The National Day of 2026: seven days off, made up for on a Sunday before and a Saturday after.
NATIONAL_DAY = {date(2026, 10, day): 6 for day in range(1, 8)} | {date(2026, 9, 27): 1, date(2026, 10, 10): 2}


def at(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def walked(start: date, days: int, day_types: dict[date, int]) -> date:
    """The same answer by walking one day at a time."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day_types.get(day, day.weekday()) < 5
    return day


@given(start=DATES, days=st.integers(1, 40), day_types=DAY_TYPES)
def test_terms_equal_a_walk_through_the_calendar(start: date, days: int, day_types: dict[date, int]) -> None:
    assert rules.nth_working_day(start, days, day_types) == walked(start, days, day_types)


@given(after=DATES, length=st.integers(0, 400), day_types=DAY_TYPES)
def test_counting_equals_a_walk_through_the_calendar(after: date, length: int, day_types: dict[date, int]) -> None:
    days = [after + timedelta(days=n) for n in range(1, length + 1)]
    expected = sum(day_types.get(day, day.weekday()) < 5 for day in days)
    assert rules.working_days_within(after, after + timedelta(days=length), day_types) == expected


def test_a_term_runs_over_the_holiday_and_its_make_up_days() -> None:
    assert rules.nth_working_day(date(2026, 9, 30), 2, NATIONAL_DAY) == date(2026, 10, 9)
    assert rules.nth_working_day(date(2026, 10, 9), 1, NATIONAL_DAY) == date(2026, 10, 10)


def test_a_deadline_is_five_in_the_afternoon_in_shanghai() -> None:
    late_on_friday = at("2026-11-20 23:30")
    assert rules.deadline_after(late_on_friday, 2, {}) == at("2026-11-24 17:00")


def test_a_term_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        rules.nth_working_day(date(2026, 11, 20), 0, {})


@pytest.mark.parametrize(
    ("starts", "ends", "working"),
    [
        ("2026-11-20 08:00", "2026-11-20 08:30", False),
        ("2026-11-20 08:00", "2026-11-20 08:31", True),
        ("2026-11-20 12:00", "2026-11-20 14:00", False),
        ("2026-11-20 17:00", "2026-11-20 19:00", True),
        ("2026-11-20 17:30", "2026-11-20 21:00", False),
        ("2026-11-21 09:00", "2026-11-21 11:00", False),
        ("2026-11-20 18:00", "2026-11-23 08:00", False),
        ("2026-11-20 18:00", "2026-11-23 09:00", True),
        ("2026-10-01 09:00", "2026-10-01 11:00", False),
        ("2026-10-10 09:00", "2026-10-10 11:00", True),
    ],
)
def test_working_time_knows_lunch_weekends_and_holidays(starts: str, ends: str, working: bool) -> None:
    assert rules.touches_working_time(at(starts), at(ends), NATIONAL_DAY) is working


@given(day=DATES, minute=st.integers(0, 1439), minutes=st.integers(1, 3 * 1440), types=DAY_TYPES)
def test_working_time_equals_asking_every_minute(day: date, minute: int, minutes: int, types: dict[date, int]) -> None:
    starts = at(day.isoformat()) + timedelta(minutes=minute)
    moments = (starts + timedelta(minutes=n) for n in range(minutes))
    expected = any(
        types.get(m.date(), m.weekday()) < 5 and any(a <= m.time() < b for a, b in rules.WORKING_SPANS) for m in moments
    )
    assert rules.touches_working_time(starts, starts + timedelta(minutes=minutes), types) is expected


def test_three_tiers_hang_together() -> None:
    assert rules.may_hang_under(Tier.TEAM, Tier.BRIGADE)
    assert rules.may_hang_under(Tier.BRIGADE, Tier.BRIGADE)
    assert not rules.may_hang_under(Tier.BRIGADE, Tier.TEAM)
    assert not rules.may_hang_under(Tier.SQUAD, Tier.BRIGADE)


def test_a_path_names_the_way_from_the_root() -> None:
    assert rules.ids_of("1/12/345/") == [1, 12, 345]
    assert rules.within("1/12/345/", "1/12/")
    assert not rules.within("1/120/", "1/12/")

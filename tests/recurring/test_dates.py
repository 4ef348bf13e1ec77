"""The dates of a rhythm agree with a walk from day to day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from volunteer.recurring.rules import Occasion, Recurrence, occasions
from volunteer.recurring.states import HolidayRule, Rhythm
from volunteer.reference.holidays import holiday_table

DAY = timedelta(days=1)
TABLE = {day: weekday for day, _name, weekday in holiday_table()}
SATURDAY = 5
# The weekends that lie within a holiday of 2026 as announced; the table of the law does not name them.
WITHIN = {date(2026, 2, 21), date(2026, 2, 22), date(2026, 5, 3), date(2026, 10, 4)}

recurrences = st.builds(
    Recurrence,
    rhythm=st.sampled_from(Rhythm),
    every=st.integers(1, 5),
    first_day=st.dates(date(2026, 1, 1), date(2027, 6, 30)),
    until=st.none() | st.dates(date(2026, 3, 1), date(2027, 12, 31)),
    times=st.none() | st.integers(1, 12),
    holidays=st.sampled_from(HolidayRule),
)


def _is_planned(rule: Recurrence, day: date) -> bool:
    """Counted with fingers: weeks since the first day, or which of its weekday the day is in its month."""
    if day < rule.first_day or day.weekday() != rule.first_day.weekday():
        return False
    if rule.rhythm == Rhythm.WEEKLY:
        return ((day - rule.first_day).days // 7) % rule.every == 0
    months = (day.year - rule.first_day.year) * 12 + day.month - rule.first_day.month
    same = [d for d in _month_of(day) if d.weekday() == day.weekday()]
    wanted = [d for d in _month_of(rule.first_day) if d.weekday() == day.weekday()].index(rule.first_day)
    return months % rule.every == 0 and day == (same[wanted] if wanted < 4 else same[-1])


def _month_of(day: date) -> list[date]:
    return [d for d in (day.replace(day=1) + n * DAY for n in range(31)) if d.month == day.month]


def _kept_on(day: date, rule: str, table: Mapping[date, int]) -> date | None:
    if (day not in table and day not in WITHIN) or rule == HolidayRule.KEEP:
        return day
    if rule == HolidayRule.SKIP:
        return None
    for ahead in range(1, 31):
        later = day + ahead * DAY
        works = table.get(later, later.weekday()) < SATURDAY
        if rule == HolidayRule.WORKING_DAY and works:
            return later
        if rule == HolidayRule.REST_DAY and later.weekday() >= SATURDAY and later not in {*table, *WITHIN}:
            return later
    return None


def _walked(rule: Recurrence, last: date) -> list[Occasion]:
    found: list[Occasion] = []
    day = rule.first_day
    while day <= last:
        if _is_planned(rule, day) and (rule.until is None or day <= rule.until):
            kept = _kept_on(day, rule.holidays, TABLE)
            if kept is not None and kept not in [one.day for one in found]:
                found.append(Occasion(day, kept))
        day += DAY
    return found[: rule.times]


@settings(max_examples=150, deadline=None)
@given(recurrences, st.integers(0, 500))
def test_the_dates_agree_with_a_walk_from_day_to_day(rule: Recurrence, days: int) -> None:
    last = rule.first_day + days * DAY
    assert list(occasions(rule, TABLE, last)) == _walked(rule, last)


def test_saturdays_of_october_2026() -> None:
    """The 3rd is a holiday, the 10th a make-up workday: both are left out, or moved to the one free Sunday behind."""
    skipped = Recurrence(Rhythm.WEEKLY, 1, date(2026, 9, 26), holidays=HolidayRule.SKIP)
    assert [one.day.day for one in occasions(skipped, TABLE, date(2026, 10, 31))] == [26, 17, 24, 31]
    moved = Recurrence(Rhythm.WEEKLY, 1, date(2026, 9, 26), holidays=HolidayRule.REST_DAY)
    assert [one.day.day for one in occasions(moved, TABLE, date(2026, 10, 31))] == [26, 11, 17, 24, 31]


def test_the_sunday_within_the_national_day_is_a_holiday_too() -> None:
    skipped = Recurrence(Rhythm.WEEKLY, 1, date(2026, 9, 27), holidays=HolidayRule.SKIP)
    assert [one.day.day for one in occasions(skipped, TABLE, date(2026, 10, 18))] == [27, 11, 18]


def test_the_fifth_of_a_weekday_is_the_last_of_each_month() -> None:
    last_friday = Recurrence(Rhythm.MONTHLY, 1, date(2026, 1, 30), times=4, holidays=HolidayRule.KEEP)
    days = [one.day for one in occasions(last_friday, {}, date(2026, 12, 31))]
    assert days == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27), date(2026, 4, 24)]


def test_so_many_times_counts_what_is_kept() -> None:
    rule = Recurrence(Rhythm.WEEKLY, 1, date(2026, 9, 26), times=3, holidays=HolidayRule.SKIP)
    assert len(list(occasions(rule, TABLE, date(2027, 1, 1)))) == 3

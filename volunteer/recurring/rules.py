"""The dates of a rhythm, and what holidays make of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import SATURDAY, is_working_day
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SUNDAY = 6  # as which the table counts a day off
LAST_IN_MONTH = 5
FARTHEST_MOVE = timedelta(days=30)
MOST_TIMES = 100

OPEN = (SeriesStatus.RUNNING, SeriesStatus.PAUSED)

MACHINE = Machine(
    "series",
    SeriesStatus,
    SeriesStatus.RUNNING,
    [
        Step("pause", frozenset({SeriesStatus.RUNNING}), SeriesStatus.PAUSED, Permission.DEMAND_ASK),
        Step("resume", frozenset({SeriesStatus.PAUSED}), SeriesStatus.RUNNING, Permission.DEMAND_ASK),
        Step("end", frozenset(OPEN), SeriesStatus.ENDED, Permission.DEMAND_ASK),
    ],
)


@dataclass(frozen=True)
class Recurrence:
    """A rhythm with its end. The first day fixes the weekday; a monthly fifth means the last one of the month."""

    rhythm: str
    every: int
    first_day: date
    until: date | None = None
    times: int | None = None
    holidays: str = HolidayRule.SKIP


@dataclass(frozen=True)
class Occasion:
    """One date: as the rhythm has it, and as it is kept."""

    planned: date
    day: date


def nth_of_month(day: date) -> int:
    """Which of its weekday a day is in its month, 1 to 5."""
    return (day.day - 1) // 7 + 1


def occasions(recurrence: Recurrence, day_types: Mapping[date, int], last: date) -> Iterator[Occasion]:
    """The dates that are kept, in the order of the rhythm, planned until `last`; no day is kept twice."""
    kept: set[date] = set()
    end = min(last, recurrence.until or last)
    for planned in _planned(recurrence):
        if planned > end or (recurrence.times is not None and len(kept) >= recurrence.times):
            return
        day = settled(planned, recurrence.holidays, day_types)
        if day is not None and day not in kept:
            kept.add(day)
            yield Occasion(planned, day)


def settled(planned: date, rule: str, day_types: Mapping[date, int]) -> date | None:
    """The day on which a date is kept; None where it is left out. Only holidays and make-up days are touched."""
    if rule == HolidayRule.KEEP or not _touched(planned, day_types):
        return planned
    if rule == HolidayRule.SKIP:
        return None
    day = planned
    while day - planned < FARTHEST_MOVE:
        day += DAY
        works = is_working_day(day, day_types)
        if works if rule == HolidayRule.WORKING_DAY else not works and not _touched(day, day_types):
            return day
    return None


def _touched(day: date, day_types: Mapping[date, int]) -> bool:
    """Whether the table names a day, or it is of a weekend within a holiday: 4 October 2026, a Sunday like others."""
    if day in day_types or day.weekday() < SATURDAY:
        return day in day_types
    ends = (_next_named(day, step, day_types) for step in (-DAY, DAY))
    return all(day_types.get(end) == SUNDAY for end in ends)


def _next_named(day: date, step: timedelta, day_types: Mapping[date, int]) -> date:
    """The first day on one side of a weekend day that the table names, or that is no weekend."""
    while day not in day_types and day.weekday() >= SATURDAY:
        day += step
    return day


def _planned(recurrence: Recurrence) -> Iterator[date]:
    """The dates of the rhythm, without end."""
    first = recurrence.first_day
    if recurrence.rhythm == Rhythm.WEEKLY:
        yield from (first + step * recurrence.every * WEEK for step in count())
        return
    nth = nth_of_month(first)
    for step in count():
        month = first.year * 12 + first.month - 1 + step * recurrence.every
        yield nth_weekday(month // 12, month % 12 + 1, first.weekday(), nth)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth of a weekday in a month; a fifth is the last one."""
    start = date(year, month, 1)
    day = start + timedelta(days=(weekday - start.weekday()) % 7) + (min(nth, LAST_IN_MONTH) - 1) * WEEK
    return day if day.month == month else day - WEEK

"""The calendar of people: weekdays through the holiday table, deadlines in working days, working time."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from volunteer.kernel.changes import Kept
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.organization.rules import (
    deadline_after,
    touches_working_time,
    weekday_of,
    working_days_within,
    working_time_within,
)


def day_types(first: date, last: date | None = None) -> dict[date, int]:
    """The dates from `first` to `last` (open-ended without) that count as another weekday, and which."""
    return {day: weekday for day, weekday in _KEPT.get().items() if first <= day and (last is None or day <= last)}


def day_weekday(day: date) -> int:
    """The weekday a date counts as (Monday 0): a holiday as Sunday, a make-up day as the weekday it replaces."""
    return weekday_of(day, day_types(day, day))


def add_working_days(start: datetime, days: int) -> datetime:
    """The deadline that lies a number of working days after an instant: 17:00 Shanghai of that day, in UTC."""
    return deadline_after(start, days, day_types(local(start).date())).astimezone(UTC)


def working_days_between(after: datetime, until: datetime) -> int:
    """How many working days lie after the date of one instant, up to and including that of another."""
    first, last = local(after).date(), local(until).date()
    return working_days_within(first, last, day_types(first, last))


def years_not_seen_to(first: datetime, last: datetime) -> list[int]:
    """The years between two instants whose make-up days nobody has seen to yet."""
    known = _YEARS.get()
    return [year for year in range(local(first).year, local(last).year + 1) if year not in known]


def is_off_hours(starts: datetime, ends: datetime) -> bool:
    """Whether a period lies wholly outside working time (八小时以外)."""
    return not touches_working_time(starts, ends, day_types(local(starts).date(), local(ends).date()))


def working_time(starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """The parts of a period that lie in working time."""
    return working_time_within(starts, ends, day_types(local(starts).date(), local(ends).date()))


def _load() -> dict[date, int]:
    """The whole holiday table: some thirty days a year."""
    return {day: weekday for day, weekday in db.session.execute(_STANDING)}


def _load_years() -> frozenset[int]:
    return frozenset(db.session.scalars(select(HolidayYear.year).where(HolidayYear.confirmed_at.is_not(None))))


_STANDING = select(Holiday.day, Holiday.weekday).where(~Holiday.removed)
_KEPT = Kept((Holiday,), _load)
_YEARS = Kept((HolidayYear,), _load_years)

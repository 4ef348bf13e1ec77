"""The calendar of people: weekdays through the holiday table, deadlines in working days, working time."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from volunteer.kernel.changes import Kept
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.models import Holiday
from volunteer.organization.rules import deadline_after, touches_working_time, weekday_of, working_time_within


def day_types(first: date, last: date | None = None) -> dict[date, int]:
    """The dates from `first` to `last` (open-ended without) that count as another weekday, and which."""
    return {day: weekday for day, weekday in _KEPT.get().items() if first <= day and (last is None or day <= last)}


def day_weekday(day: date) -> int:
    """The weekday a date counts as (Monday 0): a holiday as Sunday, a make-up day as the weekday it replaces."""
    return weekday_of(day, day_types(day, day))


def add_working_days(start: datetime, days: int) -> datetime:
    """The deadline that lies a number of working days after an instant: 17:00 Shanghai of that day, in UTC."""
    return deadline_after(start, days, day_types(local(start).date())).astimezone(UTC)


def is_off_hours(starts: datetime, ends: datetime) -> bool:
    """Whether a period lies wholly outside working time (八小时以外)."""
    return not touches_working_time(starts, ends, day_types(local(starts).date(), local(ends).date()))


def working_time(starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """The parts of a period that lie in working time."""
    return working_time_within(starts, ends, day_types(local(starts).date(), local(ends).date()))


def _load() -> dict[date, int]:
    """The whole holiday table: some thirty days a year."""
    return {day: weekday for day, weekday in db.session.execute(select(Holiday.day, Holiday.weekday))}


_KEPT = Kept((Holiday,), _load)

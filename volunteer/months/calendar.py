"""Months and years as reports count them, and when they are frozen. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.spans import Span

FREEZING_HOUR = time(2)
FIRST_YEAR, LAST_YEAR = 2000, 2199


def month_of(day: date) -> date:
    """The month of a day, by its first."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """The month so many months later, or earlier."""
    years, rest = divmod(month.month - 1 + by, 12)
    return date(month.year + years, rest + 1, 1)


def days_of(month: date) -> Span:
    """From its first day to its last."""
    return Span(month, shifted(month, 1) - timedelta(days=1))


def months_of(year: int, first_month: int) -> list[date]:
    """The twelve months of a reporting year that begins with a month of this calendar year."""
    return [shifted(date(year, first_month, 1), by) for by in range(12)]


def cut_off(month: date, day: int) -> datetime:
    """When a month is frozen: at two in the morning of that day of the next month."""
    return datetime.combine(shifted(month, 1).replace(day=day), FREEZING_HOUR, SHANGHAI)


def due(frozen_last: date | None, now: datetime, day: int) -> list[date]:
    """The months whose cut-off has passed and that are not frozen yet, in order.

    Where none ever was, it begins with the last that is due: what was before the platform came is not frozen after
    the fact.
    """
    last = shifted(month_of(now.astimezone(SHANGHAI).date()), -1)
    if now < cut_off(last, day):
        last = shifted(last, -1)
    if frozen_last is None:
        return [last]
    months = []
    while (following := shifted(frozen_last, len(months) + 1)) <= last:
        months.append(following)
    return months


def parsed_month(text: str | None) -> date | None:
    """ "2026-10" as a month."""
    try:
        month = datetime.strptime(text or "", "%Y-%m").replace(tzinfo=SHANGHAI).date()
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None

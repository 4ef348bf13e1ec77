"""Stretches of whole days in Shanghai, as home pages count them and lists are narrowed to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from volunteer.kernel.clock import SHANGHAI

WEEK = timedelta(days=7)
SAME_WEEKDAY_LAST_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """Midnight before the first day."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends(self) -> datetime:
        """Midnight after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> list[date]:
        """Each day of it."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def earlier(self, by: timedelta) -> Span:
        """The same number of days, that much before."""
        return Span(self.first - by, self.last - by)


def coming(today: date) -> Span:
    """Today and the thirteen days after: what "the coming two weeks" means everywhere."""
    return Span(today, today + timedelta(days=13))


def gone_by(today: date) -> Span:
    """The two weeks before today."""
    return Span(today - timedelta(days=14), today - timedelta(days=1))


def last_seven(today: date) -> Span:
    """Today and the six days before."""
    return Span(today - timedelta(days=6), today)


def week_of(today: date) -> Span:
    """Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return Span(monday, monday + timedelta(days=6))

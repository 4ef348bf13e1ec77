"""States of a series, its rhythm, and what happens to a date that falls on a holiday."""

from __future__ import annotations

from enum import StrEnum


class SeriesStatus(StrEnum):
    """A series runs until it is ended, by hand or by its last date; while it is paused nothing is handed in."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Rhythm(StrEnum):
    """Every n weeks on a weekday, or every n months on the nth of a weekday."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class HolidayRule(StrEnum):
    """What becomes of a date in the holiday table: it stays, is left out, or moves to the next day of a kind."""

    KEEP = "keep"
    SKIP = "skip"
    REST_DAY = "rest_day"
    WORKING_DAY = "working_day"

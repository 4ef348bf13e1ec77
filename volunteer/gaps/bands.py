"""When somebody is missing: on a workday or a day of rest, and in which quarter of the day.

A session belongs to the band that its middle lies in, so that one which reaches an hour into the next is not counted
there. Rest days are those of the holiday table, as everywhere (D25).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, func, or_

from volunteer.kernel import clock
from volunteer.organization.calendar import day_types
from volunteer.organization.rules import SATURDAY, is_working_day
from volunteer.projects.models import ServiceSession

HOURS = 6
QUARTERS = ("night", "morning", "afternoon", "evening")


class Band(StrEnum):
    """Kind of day and quarter of the day."""

    WORKDAY_NIGHT = "workday_night"
    WORKDAY_MORNING = "workday_morning"
    WORKDAY_AFTERNOON = "workday_afternoon"
    WORKDAY_EVENING = "workday_evening"
    REST_NIGHT = "rest_night"
    REST_MORNING = "rest_morning"
    REST_AFTERNOON = "rest_afternoon"
    REST_EVENING = "rest_evening"

    @property
    def rest(self) -> bool:
        """Whether it is a band of days of rest."""
        return self.value.startswith("rest")

    @property
    def quarter(self) -> int:
        """Its place in the day, night first."""
        return QUARTERS.index(self.value.partition("_")[2])


def band_of(starts: datetime, ends: datetime, types: Mapping[date, int]) -> Band:
    """The band of a session; `types` are the dates that count as another weekday."""
    middle = clock.local(starts + (ends - starts) / 2)
    kind = "workday" if is_working_day(middle.date(), types) else "rest"
    return Band(f"{kind}_{QUARTERS[middle.hour // HOURS]}")


def in_band(band: Band) -> ColumnElement[bool]:
    """The same of the rows of a statement."""
    middle = ServiceSession.starts + (ServiceSession.ends - ServiceSession.starts) / 2
    local = func.timezone(clock.SHANGHAI.key, middle)
    hour = cast(func.extract("hour", local), Integer)
    begins = band.quarter * HOURS
    rests = _rests(cast(local, Date))
    return and_(hour >= begins, hour < begins + HOURS, rests if band.rest else ~rests)


def _rests(day: ColumnElement[date]) -> ColumnElement[bool]:
    types = day_types(date.min)
    named = {rest: [on for on, weekday in types.items() if (weekday >= SATURDAY) == rest] for rest in (True, False)}
    weekend = func.extract("isodow", day) > SATURDAY
    return or_(day.in_(named[True]), and_(weekend, day.not_in(named[False])))

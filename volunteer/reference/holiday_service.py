"""The holiday table in the hands of people: days set and removed, a proposal taken over, a year declared complete."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from volunteer.happenings.deadlines import HolidaysChanged, HolidaysConfirmed
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import SATURDAY
from volunteer.reference.holidays import holiday_table

FIRST_YEAR, LAST_YEAR = 2020, 2099
SUNDAY = 6


@dataclass(frozen=True)
class Proposed:
    """A day as the calendar package has it, and how it differs from the table: `now` is empty where it is missing."""

    day: date
    name: str
    weekday: int
    now: Holiday | None


def days_of(year: int) -> Sequence[Holiday]:
    """The days of a year that are not what their weekday says."""
    within = select(Holiday).where(Holiday.day.between(date(year, 1, 1), date(year, 12, 31)), ~Holiday.removed)
    return db.session.scalars(within.order_by(Holiday.day)).all()


def years() -> list[int]:
    """The years that have days in the table."""
    year = func.extract("year", Holiday.day)
    return [int(one) for one in db.session.scalars(select(year).where(~Holiday.removed).distinct().order_by(year))]


def seen_to(year: int) -> HolidayYear | None:
    """The note that a year is complete, once it is."""
    found = db.session.get(HolidayYear, year)
    return found if found is not None and found.confirmed_at is not None else None


def proposal(year: int) -> list[Proposed]:
    """What the calendar package knows of a year and the table does not have, or has otherwise."""
    standing = {one.day: one for one in days_of(year)}
    return [
        Proposed(day, name, weekday, standing.get(day))
        for day, name, weekday in holiday_table([year])
        if day.year == year and (day not in standing or standing[day].weekday != weekday)
    ]


@use_case
def set_day(work: Work, actor: Actor, day: date, name: str, weekday: int) -> Holiday:
    """A day off counts as Sunday, a make-up day as the weekday it replaces; a day that is there is changed."""
    _may(actor)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid({"day": _("请填 %(first)s 到 %(last)s 年之间的日期", first=FIRST_YEAR, last=LAST_YEAR)})
    if weekday == day.weekday() and weekday < SATURDAY:
        raise Invalid({"weekday": _("这一天本来就是工作日，不用登记")})
    holiday = _put(day, name, weekday)
    work.record(_changed([day], {"set": day.isoformat(), "weekday": weekday}))
    return holiday


@use_case
def remove_day(work: Work, actor: Actor, day: date) -> None:
    """The day is what its weekday says again."""
    _may(actor)
    holiday = db.session.get(Holiday, day)
    if holiday is None or holiday.removed:
        raise NotVisible
    holiday.removed = True
    work.record(_changed([day], {"removed": day.isoformat()}))


@use_case
def take_over(work: Work, actor: Actor, year: int, days: Iterable[date]) -> int:
    """Take the chosen days of the proposal into the table; how many."""
    _may(actor)
    wanted = set(days)
    chosen = [one for one in proposal(year) if one.day in wanted]
    for one in chosen:
        _put(one.day, one.name, one.weekday)
    if chosen:
        days = [one.day for one in chosen]
        work.record(_changed(days, {"taken_over": [day.isoformat() for day in days]}))
    return len(chosen)


@use_case
def confirm(work: Work, actor: Actor, year: int) -> HolidayYear:
    """The year's holidays and make-up days are complete: deadlines that were guesses are reckoned anew."""
    _may(actor)
    if not days_of(year):
        raise Refused("no_holidays")
    found = db.session.get(HolidayYear, year) or HolidayYear(year=year)
    if found.confirmed_at is None:
        found.confirmed_at, found.confirmed_by = work.now, actor.account_id
        db.session.add(found)
        work.record(HolidaysConfirmed(subject_id=year))
    return found


def _put(day: date, name: str, weekday: int) -> Holiday:
    holiday = db.session.get(Holiday, day) or Holiday(day=day)
    holiday.name, holiday.weekday, holiday.removed = name, weekday, False
    db.session.add(holiday)
    return holiday


def _changed(days: Sequence[date], details: dict[str, object]) -> HolidaysChanged:
    return HolidaysChanged(subject_id=days[0].year, days=tuple(days), details=details)


def _may(actor: Actor) -> None:
    if not actor.may(Permission.SETTING_MANAGE):
        raise Forbidden

"""Pure decisions about deadlines: the life of an extension, from when on each level is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from volunteer.deadlines.states import ExtensionStatus
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ANSWERED_BY, deadline_after, working_days_within

S = ExtensionStatus

MACHINE = Machine(
    "extension",
    ExtensionStatus,
    S.ASKED,
    [
        Step("grant", frozenset({S.ASKED}), S.GRANTED, Permission.DEMAND_HANDLE),
        Step("refuse", frozenset({S.ASKED}), S.REFUSED, Permission.DEMAND_HANDLE, reason=True),
        Step("lapse", frozenset({S.ASKED}), S.LAPSED),
    ],
)


@dataclass(frozen=True)
class Horizon:
    """What holds for a unit at one moment: deadlines up to `remind_until` are told, those before `listed_before`
    have been over for so long that they are listed."""

    remind_until: datetime
    listed_before: datetime


def horizon(now: datetime, remind_days: int, bulletin_days: int, day_types: Mapping[date, int]) -> Horizon:
    """The two bounds of a unit's settings."""
    last = last_day_over(now, bulletin_days, day_types)
    return Horizon(
        deadline_after(now, remind_days, day_types),
        datetime.combine(last + timedelta(days=1), time(), SHANGHAI),
    )


def last_day_over(now: datetime, days: int, day_types: Mapping[date, int]) -> date:
    """The last date after which the given number of working days has come and gone, each at its hour of closing."""
    here = local(now)
    today = here.date() if here.time() >= ANSWERED_BY else here.date() - timedelta(days=1)
    day = today
    while working_days_within(day, today, day_types) < days:
        day -= timedelta(days=1)
    return day

"""Pure decisions of the unit tree and of working time; nothing here reads a table or a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.models import Tier, UnitStatus
from volunteer.organization.permissions import Permission

MACHINE = Machine(
    "unit",
    UnitStatus,
    UnitStatus.ACTIVE,
    [Step("close", frozenset({UnitStatus.ACTIVE}), UnitStatus.CLOSED, Permission.UNIT_MANAGE)],
)

# Which tiers a unit of each tier may hang under; a brigade may also be a root.
PARENT_TIERS: Mapping[Tier, frozenset[Tier]] = {
    Tier.BRIGADE: frozenset({Tier.BRIGADE}),
    Tier.TEAM: frozenset({Tier.BRIGADE}),
    Tier.SQUAD: frozenset({Tier.TEAM}),
    Tier.TASK_FORCE: frozenset({Tier.BRIGADE, Tier.TEAM}),
    Tier.PIONEER_TEAM: frozenset({Tier.BRIGADE, Tier.TEAM}),
}

SATURDAY = 5
WORKING_SPANS = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
ANSWERED_BY = time(17, 0)


def may_hang_under(tier: str, parent_tier: str) -> bool:
    """Whether a unit of a tier may stand directly below a unit of another."""
    return parent_tier in PARENT_TIERS[Tier(tier)]


def within(path: str, ancestor_path: str) -> bool:
    """Whether a node is the ancestor itself or stands somewhere below it."""
    return path.startswith(ancestor_path)


def above(path: str) -> str:
    """The path of the node directly above; nothing for a root: "1/12/345/" → "1/12/"."""
    return path[: path.rstrip("/").rfind("/") + 1]


def ids_of(path: str) -> list[int]:
    """The ids from the root to the node: "1/12/345/" → [1, 12, 345]."""
    return [int(part) for part in path.split("/") if part]


def weekday_of(day: date, day_types: Mapping[date, int]) -> int:
    """The weekday a date counts as: the holiday table's word, else the calendar's (Monday 0)."""
    return day_types.get(day, day.weekday())


def is_working_day(day: date, day_types: Mapping[date, int]) -> bool:
    """Whether offices are open on the date."""
    return weekday_of(day, day_types) < SATURDAY


def working_days_within(after: date, until: date, day_types: Mapping[date, int]) -> int:
    """How many working days lie after one date, up to and including another, without walking day by day."""
    exceptions = sum(
        is_working_day(day, day_types) - (day.weekday() < SATURDAY) for day in day_types if after < day <= until
    )
    return _weekdays_up_to(until) - _weekdays_up_to(after) + exceptions


def nth_working_day(start: date, days: int, day_types: Mapping[date, int]) -> date:
    """The date on which the given number of working days after `start` have come; the start itself never counts.

    As many calendar days as working days are still missing are always needed, so that each jump is safe; the last
    one consists of working days only and therefore ends on one.
    """
    if days < 1:
        raise ValueError("a term has at least one working day")
    day, missing = start, days
    while missing > 0:
        ahead = day + timedelta(days=missing)
        missing -= working_days_within(day, ahead, day_types)
        day = ahead
    return day


def deadline_after(start: datetime, days: int, day_types: Mapping[date, int]) -> datetime:
    """17:00 in Shanghai on the last of the given number of working days after an instant."""
    last = nth_working_day(local(start).date(), days, day_types)
    return datetime.combine(last, ANSWERED_BY, SHANGHAI)


def working_time_within(
    starts: datetime, ends: datetime, day_types: Mapping[date, int]
) -> list[tuple[datetime, datetime]]:
    """The parts of a period [starts, ends) that lie in the working time of working days, in order."""
    first, last = local(starts), local(ends)
    found: list[tuple[datetime, datetime]] = []
    day = first.date()
    while day <= last.date():
        if is_working_day(day, day_types):
            for opens, closes in WORKING_SPANS:
                begin, end = datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI)
                if first < end and begin < last:
                    found.append((max(first, begin), min(last, end)))
        day += timedelta(days=1)
    return found


def touches_working_time(starts: datetime, ends: datetime, day_types: Mapping[date, int]) -> bool:
    """Whether a period [starts, ends) has any moment in the working time of a working day."""
    return bool(working_time_within(starts, ends, day_types))


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar up to the date; 0001-01-01 was a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(rest, SATURDAY)

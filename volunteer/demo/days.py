"""When demo sessions take place, and who is free then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from volunteer.kernel.clock import SHANGHAI

WEEKDAY_STARTS = (time(18, 30), time(19, 0))
WEEKEND_STARTS = (time(9, 0), time(9, 30), time(14, 30), time(15, 0))


def at(day: date, clock: time) -> datetime:
    """A time of day in Shanghai, in UTC."""
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def pick_start(random: Random, day: date) -> datetime:
    """A start on or just after a day: evenings on workdays, mornings and afternoons at weekends (two of three)."""
    if random.random() < 0.66:
        day += timedelta(days=(5 - day.weekday()) % 7 + random.choice((0, 1)) if day.weekday() < 5 else 0)
    starts = WEEKEND_STARTS if day.weekday() >= 5 else WEEKDAY_STARTS
    return at(day, random.choice(starts))


class Diary:
    """The sessions each member already has, so that nobody is at two places at once."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[datetime, datetime]]] = {}

    def book(self, member_id: int, starts: datetime, ends: datetime) -> bool:
        """Take the time if it is free, leaving an hour around; tell whether it was."""
        taken = self._taken.setdefault(member_id, [])
        margin = timedelta(hours=1)
        if any(begin < ends + margin and starts < end + margin for begin, end in taken):
            return False
        taken.append((starts, ends))
        return True

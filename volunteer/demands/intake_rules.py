"""What the words of somebody without an account come to: a title, and a day instead of an hour. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from volunteer.kernel.clock import SHANGHAI

LONGEST_TITLE = 24
DAY_BEGINS, DAY_ENDS = time(9), time(18)
_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From morning to evening; the site fixes the hour later."""
    return datetime.combine(day, DAY_BEGINS, SHANGHAI), datetime.combine(day, DAY_ENDS, SHANGHAI)


def is_whole_day(starts: datetime, ends: datetime) -> bool:
    """Whether the hour is still to be fixed."""
    return (starts, ends) == whole_day(starts.astimezone(SHANGHAI).date())


def title_of(what: str) -> str:
    """The first sentence, shortened."""
    first = _SENTENCE_ENDS.split(what.strip(), maxsplit=1)[0].strip() or what.strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"

"""The seed of the holiday table, from the `holidays` package: 2026 with make-up days, 2027 statutory days only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime

import holidays

YEARS = (2026, 2027)
# When the make-up days of a year were announced; of the other years the package has the statutory days only.
ANNOUNCED = {2026: datetime(2025, 11, 4, 2, tzinfo=UTC)}
SUNDAY = 6
SWAPPED = re.compile(r"由 (\d{4}-\d{2}-\d{2}) 调休")


def holiday_table(years: Collection[int] = YEARS) -> Iterator[tuple[date, str, int]]:
    """(day, name, weekday it counts as): a day off counts as Sunday, a make-up day as the weekday it replaces."""
    for day, name in sorted(holidays.country_holidays("CN", years=years, language="zh_CN").items()):
        swapped = SWAPPED.search(name)
        yield day, "调休放假" if swapped else name, SUNDAY
        if swapped:
            yield date.fromisoformat(swapped.group(1)), "调休上班", day.weekday()

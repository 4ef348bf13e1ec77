"""Finding open positions: filters of the public list, kept to what a person or program asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from volunteer.kernel.clock import local
from volunteer.matching.geo import haversine_km
from volunteer.projects.open_board import OpenBoard
from volunteer.projects.open_rows import OpenPosition

Test = Callable[[OpenPosition], bool]
Point = tuple[float, float]


@dataclass(frozen=True)
class PositionFilters:
    """What the public list can be narrowed by: `town` is a code or name, `near` is (lon, lat) in WGS-84 degrees.

    `on` is one day, `first_day` and `last_day` bound several (both included), all in Shanghai.
    """

    town: str | None = None
    category: str | None = None
    skill: str | None = None
    on: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    near: Point | None = None
    within_km: float | None = None
    q: str | None = None
    free_only: bool = False
    project_id: int | None = None
    site_id: int | None = None
    campaign_id: int | None = None
    off_hours_only: bool = False


def find(board: OpenBoard, wanted: PositionFilters, now: datetime) -> list[OpenPosition]:
    """The positions that can be claimed now and pass every filter, full ones last, then earliest first."""
    tests = _tests(wanted)
    rows = board.claimable(now)
    return [row for row in rows if all(test(row) for test in tests)] if tests else rows


def distance_m(row: OpenPosition, near: Point | None) -> float | None:
    """Metres from a point to the session's site along the great circle; None without a point."""
    return None if near is None else haversine_km(near, (row.lon, row.lat)) * 1000


def _tests(wanted: PositionFilters) -> list[Test]:
    """One test per filter in use, the cheap ones first."""
    tests: list[Test] = []
    exact = {"category": wanted.category, "skill": wanted.skill}
    keys = {"project_id": wanted.project_id, "site_id": wanted.site_id, "campaign_id": wanted.campaign_id}
    for name, value in {**exact, **keys}.items():
        if value is not None:
            tests.append(_equals(name, value))
    if wanted.free_only:
        tests.append(lambda row: row.free > 0)
    if wanted.off_hours_only:
        tests.append(lambda row: row.off_hours)
    if wanted.town is not None:
        tests.append(lambda row: wanted.town in (row.town_code, row.town_name))
    tests += _day_tests(wanted)
    if wanted.near is not None and wanted.within_km is not None:
        tests.append(_within(wanted.near, wanted.within_km))
    if wanted.q:
        tests.append(_mentions(wanted.q.lower().split()))
    return tests


def _equals(name: str, value: object) -> Test:
    return lambda row: getattr(row, name) == value


def _day_tests(wanted: PositionFilters) -> list[Test]:
    first = max((day for day in (wanted.on, wanted.first_day) if day is not None), default=None)
    last = min((day for day in (wanted.on, wanted.last_day) if day is not None), default=None)
    tests: list[Test] = []
    if first is not None:
        tests.append(lambda row: local(row.starts).date() >= first)
    if last is not None:
        tests.append(lambda row: local(row.starts).date() <= last)
    return tests


def _within(near: Point, km: float) -> Test:
    sites: dict[int, bool] = {}  # many positions, few sites

    def test(row: OpenPosition) -> bool:
        if row.site_id not in sites:
            sites[row.site_id] = haversine_km(near, (row.lon, row.lat)) <= km
        return sites[row.site_id]

    return test


def _mentions(words: list[str]) -> Test:
    """Every word stands in one of the texts; Latin letters may also be the pinyin or initials of a title or place."""

    def test(row: OpenPosition) -> bool:
        names = f"{row.title}\n{row.project_title}\n{row.site_name}\n{row.town_name}".lower()
        texts = f"{names}\n{row.summary.lower()}"
        return all(word in texts or (_latin(word) and word in _spelled(names)) for word in words)

    return test


def _latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


@lru_cache(maxsize=20_000)
def _spelled(names: str) -> str:
    """The names in pinyin, once in full and once by initials."""
    lines = names.split("\n")
    return "\n".join(
        "".join(lazy_pinyin(line, style=style)) for line in lines for style in (Style.NORMAL, Style.FIRST_LETTER)
    )

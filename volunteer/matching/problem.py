"""What is matched: members, positions and the policy, as immutable values that check themselves.

Field names, units and meanings are those of the matching contract. Times are aware datetimes, points are
``(lon, lat)`` in degrees (WGS-84), ids are integers. Reading them from JSON is the business of ``reading``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Point = tuple[float, float]
Interval = tuple[datetime, datetime]

AVAILABILITY_BITS = 28
ALL_BANDS = (1 << AVAILABILITY_BITS) - 1
MAX_SKILL_LEVEL = 3
LARGEST_WEIGHT = 1_000_000


class ProblemError(ValueError):
    """An input that breaks the contract; ``str()`` is one line, ``<where>: <what is wrong>``."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what

    def within(self, row: str) -> ProblemError:
        """The same complaint, with the row in front of the field."""
        return ProblemError(f"{row}.{self.where}", self.what)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may serve.

    ``availability`` has 28 bits, weekday (Monday 0) * 4 + band of six hours (night first), in Shanghai time.
    ``busy`` holds half-open intervals already confirmed or absent; ``load_minutes`` is the service of the last
    90 days. ``off_hours_only``, not part of the file form, makes them ``not_free`` for sessions inside working time.
    Raises ``ProblemError`` for values outside their range.
    """

    id: int
    anchors: tuple[Point, ...]
    skills: Mapping[str, int]
    availability: int
    radius_km: float
    interests: frozenset[str] = frozenset()
    registered_sites: frozenset[int] = frozenset()
    max_positions: int = 1
    load_minutes: int = 0
    busy: tuple[Interval, ...] = ()
    off_hours_only: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.anchors) <= 2:
            raise ProblemError("anchors", "one or two points are needed")
        for number, point in enumerate(self.anchors):
            _check_point(f"anchors[{number}]", point)
        if not 0 <= self.availability <= ALL_BANDS:
            raise ProblemError("availability", f"must fit {AVAILABILITY_BITS} bits")
        if not (math.isfinite(self.radius_km) and self.radius_km > 0):
            raise ProblemError("radius_km", "must be greater than 0")
        for code, level in self.skills.items():
            _check_level(f"skills[{code!r}]", level)
        _check_not_negative("max_positions", self.max_positions)
        _check_not_negative("load_minutes", self.load_minutes)
        for number, (starts, ends) in enumerate(self.busy):
            _check_interval(f"busy[{number}]", starts, ends)


@dataclass(frozen=True, slots=True)
class Position:
    """One task of one session, with its own places.

    ``level`` counts only with a ``skill``. ``excluded`` are members who declined, were refused, or already hold
    or wait for it. ``day_types`` gives a local date another weekday (0 to 6) than its own: holidays, make-up days.
    ``off_hours``, not part of the file form, is False for a session inside working time.
    Raises ``ProblemError`` for values outside their range.
    """

    id: int
    session: int
    site: int
    at: Point
    starts: datetime
    ends: datetime
    category: str
    skill: str | None
    level: int
    headcount: int
    taken: int = 0
    excluded: frozenset[int] = frozenset()
    day_types: Mapping[date, int] = field(default_factory=dict)
    off_hours: bool = True

    def __post_init__(self) -> None:
        _check_point("at", self.at)
        _check_interval("ends", self.starts, self.ends)
        if self.skill is not None:
            _check_level("level", self.level)
        if self.headcount <= 0:
            raise ProblemError("headcount", "must be greater than 0")
        _check_not_negative("taken", self.taken)
        for day, weekday in self.day_types.items():
            if not 0 <= weekday <= 6:
                raise ProblemError(f"day_types[{day.isoformat()!r}]", "must be a weekday from 0 (Monday) to 6")

    @property
    def free(self) -> int:
        """Places not taken; zero or less means that nobody is recommended."""
        return self.headcount - self.taken


@dataclass(frozen=True, slots=True)
class Weights:
    """Thousandths that each part of the score is worth; ``load`` is subtracted."""

    proximity: float = 350
    skill: float = 250
    registered: float = 150
    need: float = 150
    interest: float = 100
    load: float = 200

    def __post_init__(self) -> None:
        for name in ("proximity", "skill", "registered", "need", "interest", "load"):
            if not abs(getattr(self, name)) <= LARGEST_WEIGHT:
                raise ProblemError(name, f"must be between -{LARGEST_WEIGHT} and {LARGEST_WEIGHT}")


@dataclass(frozen=True, slots=True)
class Policy:
    """Weights and switches of one brigade; pauses and grace are in minutes."""

    weights: Weights = field(default_factory=Weights)
    coverage_bonus: int = 500
    rest_minutes: int = 0
    band_grace_minutes: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        _check_not_negative("rest_minutes", self.rest_minutes)
        _check_not_negative("band_grace_minutes", self.band_grace_minutes)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything one run looks at; ids are unique among members and among positions."""

    members: tuple[Member, ...]
    positions: tuple[Position, ...]
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        _check_unique("members", [member.id for member in self.members])
        _check_unique("positions", [position.id for position in self.positions])


def _check_point(where: str, point: Point) -> None:
    lon, lat = point
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ProblemError(where, "must be [lon, lat] in degrees")


def _check_interval(where: str, starts: datetime, ends: datetime) -> None:
    if starts.utcoffset() is None or ends.utcoffset() is None:
        raise ProblemError(where, "times need an offset")
    if ends <= starts:
        raise ProblemError(where, "must end after it starts")


def _check_level(where: str, level: int) -> None:
    if not 1 <= level <= MAX_SKILL_LEVEL:
        raise ProblemError(where, f"must be a level from 1 to {MAX_SKILL_LEVEL}")


def _check_not_negative(where: str, value: int) -> None:
    if value < 0:
        raise ProblemError(where, "must not be negative")


def _check_unique(where: str, ids: list[int]) -> None:
    seen: dict[int, int] = {}
    for row, number in enumerate(ids):
        if number in seen:
            raise ProblemError(f"{where}[{row}].id", f"{number} is already used by {where}[{seen[number]}]")
        seen[number] = row

"""How large a problem is and what kind of city it describes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

NIGHT, MORNING, AFTERNOON, EVENING = range(4)
WORKDAYS, REST_DAYS = range(5), (5, 6)


def _bits(days: range | tuple[int, ...], *bands: int) -> int:
    return reduce(or_, (1 << (day * 4 + band) for day in days for band in bands))


EVENINGS = _bits(WORKDAYS, EVENING)
REST = _bits(REST_DAYS, MORNING, AFTERNOON)
REST_MORNINGS = _bits(REST_DAYS, MORNING)
REST_EVENINGS = _bits(REST_DAYS, EVENING)
DAYTIME = _bits(range(7), MORNING, AFTERNOON)
ALWAYS = _bits(range(7), NIGHT, MORNING, AFTERNOON, EVENING)

# What holds for somebody who has not filled in a profile yet (D24).
ASSUMED_AVAILABILITY = EVENINGS | REST
ASSUMED_RADIUS_KM = 10.0


@dataclass(frozen=True)
class Scale:
    """Counts of one problem; cities lie side by side and share members and positions evenly."""

    members: int
    positions: int
    cities: int = 1


SCALES = {
    "small": Scale(members=1_400, positions=210),
    "pilot": Scale(members=14_000, positions=2_078),
    "region": Scale(members=200_000, positions=25_000, cities=14),
    "province": Scale(members=1_000_000, positions=125_000, cities=71),
}
SUPPLIES = ("plenty", "scarce", "few")


@dataclass(frozen=True)
class Shape:
    """What is peculiar to a city. Shares are of all members or of all positions, weights of random choice.

    ``home_pull`` and ``demand_pull`` say how members and sessions lean to the centre (above 0) or the edge (below 0).
    """

    home_pull: float = 0.6
    demand_pull: float = 0.2
    assumed: float = 0.05
    radii_km: tuple[float, ...] = (1.5, 2, 3, 3, 5, 8)
    patterns: tuple[tuple[int, int], ...] = (
        (EVENINGS | REST, 4),
        (REST, 3),
        (EVENINGS, 2),
        (REST_MORNINGS, 2),
        (DAYTIME, 1),
        (ALWAYS, 1),
    )
    skill_asked: float = 0.65
    skill_held: float = 1.0
    asked_levels: tuple[float, float, float] = (0.6, 0.3, 0.1)
    evening_sessions: float = 0.2
    rest_day_sessions: float = 0.4
    rest_minutes: int = 0
    band_grace_minutes: int = 0


PILOT = Shape()
SHAPES = {
    "pilot": PILOT,
    "dense_centre": replace(PILOT, home_pull=3.0, demand_pull=3.0, radii_km=(1, 1, 2, 2, 3), rest_minutes=30),
    "far_villages": replace(PILOT, home_pull=2.0, demand_pull=-2.0, radii_km=(3, 5, 8, 10, 15), band_grace_minutes=30),
    "rare_skills": replace(
        PILOT, skill_asked=0.85, skill_held=0.5, asked_levels=(0.2, 0.4, 0.4), radii_km=(3, 5, 8, 12)
    ),
    "evening_only": replace(
        PILOT,
        assumed=0.0,
        radii_km=(3, 5, 8),
        patterns=((EVENINGS, 6), (EVENINGS | REST_EVENINGS, 3), (REST_EVENINGS, 1)),
        evening_sessions=0.5,
        rest_minutes=30,
    ),
}

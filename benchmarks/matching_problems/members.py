"""Members of a drawn problem."""

from __future__ import annotations

import numpy as np

from benchmarks.matching_problems.columns import Bools, Floats, Ints, Levels, MemberColumns
from benchmarks.matching_problems.land import offset, pilot_land
from benchmarks.matching_problems.positions import (
    CATEGORIES,
    DAY_MINUTES,
    FIRST_MINUTE,
    MINUTE_US,
    SITES_A_CITY,
    SKILLS,
    WEEKS,
)  # fmt: skip
from benchmarks.matching_problems.shapes import ASSUMED_AVAILABILITY, ASSUMED_RADIUS_KM, Scale, Shape

SKILL_HELD = (0.24, 0.18, 0.15, 0.12, 0.1, 0.1, 0.07, 0.06, 0.05, 0.05, 0.04, 0.02)
OFFICES_A_CITY = 100
HOME_SPREAD = 0.008  # degrees about the site
OFFICE_SPREAD = 0.02


def draw_members(rng: np.random.Generator, scale: Scale, shape: Shape) -> MemberColumns:
    """Members who live about a site, where they are registered, and many of whom work in a few offices."""
    count = scale.members
    city = np.arange(count) * scale.cities // count
    assumed = rng.random(count) < shape.assumed
    land = pilot_land()
    home = rng.choice(len(land.points), size=count, p=land.chances(shape.home_pull))
    other = rng.integers(len(land.points), size=count)
    two_sites = rng.random(count) < 0.2
    anchors, two_anchors = _anchors(rng, home, city, assumed)
    site = city * SITES_A_CITY + 1
    busy_row, busy_starts, busy_ends = _busy(rng, count)
    return MemberColumns(
        ids=1_001 + 2 * rng.permutation(count),
        anchors=anchors,
        two_anchors=two_anchors,
        skills=_skills(rng, shape, count),
        availability=_availability(rng, shape, assumed),
        radius_km=np.where(assumed, ASSUMED_RADIUS_KM, rng.choice(np.array(shape.radii_km, dtype=float), size=count)),
        interests=(rng.random((count, len(CATEGORIES))) < 0.12) & ~assumed[:, None],
        registered=np.stack((site + home, np.where(two_sites & (other != home), site + other, 0))),
        max_positions=rng.choice(5, size=count, p=(0.01, 0.6, 0.24, 0.1, 0.05)),
        load_minutes=np.where(rng.random(count) < 0.55, 0, rng.exponential(350, count)).astype(np.int64) // 10 * 10,
        busy_row=busy_row,
        busy_starts=busy_starts,
        busy_ends=busy_ends,
    )


def _anchors(rng: np.random.Generator, home: Ints, city: Ints, assumed: Bools) -> tuple[Floats, Bools]:
    """Home and office, (2, m, 2). Without a profile the home is the site itself; homes are rounded to 100 metres."""
    land = pilot_land()
    count = len(home)
    scatter = np.where(assumed[:, None], 0, rng.normal(0, HOME_SPREAD, (count, 2)))
    homes = np.where(assumed[:, None], land.points[home], np.round(land.points[home] + scatter, 3))
    stands = rng.choice(len(land.points), size=OFFICES_A_CITY, p=land.chances(4.0))
    offices = np.round(land.points[stands] + rng.normal(0, OFFICE_SPREAD, (OFFICES_A_CITY, 2)), 5)
    works = offices[rng.integers(OFFICES_A_CITY, size=count)]
    two = assumed | (rng.random(count) < 0.3)
    shift = offset(city)
    return np.stack((homes + shift, np.where(two[:, None], works, homes) + shift)).round(5), two


def _skills(rng: np.random.Generator, shape: Shape, count: int) -> dict[str, Levels]:
    held = {}
    for code, share in zip(SKILLS, SKILL_HELD, strict=True):
        levels = rng.choice(np.array((1, 2, 2, 3), dtype=np.int8), size=count)
        held[code] = np.where(rng.random(count) < share * shape.skill_held, levels, np.int8(0))
    return held


def _availability(rng: np.random.Generator, shape: Shape, assumed: Bools) -> Ints:
    """A pattern each; from every second profile a few bands are missing."""
    bits, weights = np.array(shape.patterns, dtype=np.int64).T
    pattern = rng.choice(bits, size=len(assumed), p=weights / weights.sum())
    missing = rng.integers(2**28, size=len(assumed)) & rng.integers(2**28, size=len(assumed))
    told = np.where(rng.random(len(assumed)) < 0.5, pattern, pattern & ~missing)
    return np.where(assumed, ASSUMED_AVAILABILITY, told)


def _busy(rng: np.random.Generator, count: int) -> tuple[Ints, Ints, Ints]:
    """(row, starts, ends): a fifth of the members serve already, some are away for days."""
    row = np.repeat(np.arange(count), rng.poisson(0.25, count))
    away = rng.random(len(row)) < 0.1
    day = rng.integers(WEEKS * 7, size=len(row))
    minute = np.where(away, 0, rng.integers(32, 80, size=len(row)) * 15)
    length = np.where(away, rng.integers(1, 10, size=len(row)) * DAY_MINUTES, rng.integers(6, 17, size=len(row)) * 15)
    starts = (FIRST_MINUTE + day * DAY_MINUTES + minute) * MINUTE_US
    return row, starts, starts + length * MINUTE_US

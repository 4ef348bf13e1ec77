"""Sessions and positions of a drawn problem."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from benchmarks.matching_problems.columns import Ints, MemberColumns, PositionColumns
from benchmarks.matching_problems.land import offset, pilot_land
from benchmarks.matching_problems.shapes import Scale, Shape

SITES_A_CITY = 1_000  # room for the ids of one city
FIRST_DAY = date(2026, 9, 21)  # a Monday; six weeks with the National Day holidays and a make-up day
WEEKS = 6
DAY_TYPES = {date(2026, 9, 25): 6, **{date(2026, 10, day): 6 for day in range(1, 8)}, date(2026, 10, 10): 2}

MINUTE_US = 60_000_000
DAY_MINUTES = 24 * 60
FIRST_MINUTE = (FIRST_DAY - date(1970, 1, 1)) // timedelta(minutes=1) - 8 * 60  # midnight in Shanghai

SKILLS = ("driving", "cantonese", "first_aid", "it_support", "policy_advice", "tutoring", "nursing", "law",
          "appliance_repair", "electrician", "counselling", "sign_language")  # fmt: skip
SKILL_DEMAND = np.array((4, 4, 12, 8, 12, 14, 14, 10, 6, 6, 6, 4)) / 100
CATEGORIES = ("culture", "disability", "education", "elder", "environment", "legal", "medical", "policy", "psychology",
              "repair", "safety", "traffic")  # fmt: skip

# Earliest and latest start in minutes of the day: morning, noon (across two bands), afternoon, evening, overnight.
STARTS = ((8 * 60, 10 * 60), (10 * 60 + 30, 11 * 60 + 30), (13 * 60, 15 * 60 + 30), (18 * 60, 19 * 60 + 30),
          (21 * 60, 23 * 60))  # fmt: skip
MORNING_START, NOON_START, AFTERNOON_START, EVENING_START, NIGHT_START = range(5)
STEP_MINUTES = 15
OVERNIGHT_SHARE = 0.01


def draw_positions(
    rng: np.random.Generator, scale: Scale, shape: Shape, headcount_factor: int, members: MemberColumns
) -> PositionColumns:
    """Positions of sessions over six weeks; 1.6 of them share a session's time and place."""
    sessions = max(1, round(scale.positions / 1.6))
    session = np.sort(np.r_[:sessions, rng.integers(sessions, size=scale.positions - sessions)])
    city = np.arange(sessions) * scale.cities // sessions
    land = pilot_land()
    number = rng.choice(len(land.points), size=sessions, p=land.chances(shape.demand_pull))
    at = np.round(land.points[number] + offset(city), 5)
    starts, ends = _times(rng, shape, sessions)
    skill, level = _skills(rng, shape, scale.positions)
    headcount = np.minimum(1 + rng.geometric(0.34, scale.positions) * rng.integers(1, 3, scale.positions) // 2, 20)
    headcount *= headcount_factor
    taken = _taken(rng, headcount)
    excluded = _excluded(rng, taken, city[session], scale)
    return PositionColumns(
        ids=5_000 + 3 * rng.permutation(scale.positions),
        session=session + 1,
        site=((city * SITES_A_CITY) + number + 1)[session],
        at=at[session],
        starts=starts[session],
        ends=ends[session],
        category=rng.integers(len(CATEGORIES), size=sessions)[session],
        skill=skill,
        level=level,
        headcount=headcount,
        taken=taken,
        excluded_row=excluded[0],
        excluded_member=members.ids[excluded[1]],
    )


def _times(rng: np.random.Generator, shape: Shape, count: int) -> tuple[Ints, Ints]:
    """Starts and ends in microseconds: staggered by quarters of an hour, 90 minutes to six hours long."""
    day = rng.integers(WEEKS * 7, size=count)
    rest_day = rng.random(count) < shape.rest_day_sessions
    day = np.where(rest_day, day // 7 * 7 + 5 + day % 2, day)
    by_day = 1 - shape.evening_sessions - OVERNIGHT_SHARE
    chances = (0.45 * by_day, 0.15 * by_day, 0.4 * by_day, shape.evening_sessions, OVERNIGHT_SHARE)
    kind = rng.choice(len(STARTS), size=count, p=chances)
    earliest, latest = np.array(STARTS).T[:, kind] // STEP_MINUTES
    minute = rng.integers(earliest, latest + 1) * STEP_MINUTES
    length = STEP_MINUTES * np.minimum(5 + rng.geometric(0.25, count), 24)
    length = np.where(kind == EVENING_START, np.minimum(length, 150), length)
    length = np.where(kind == NIGHT_START, 6 * 60, length)
    starts = (FIRST_MINUTE + day * DAY_MINUTES + minute) * MINUTE_US
    return starts, starts + length * MINUTE_US


def _skills(rng: np.random.Generator, shape: Shape, count: int) -> tuple[Ints, Ints]:
    asked = rng.random(count) < shape.skill_asked
    skill = np.where(asked, rng.choice(len(SKILLS), size=count, p=SKILL_DEMAND), -1)
    level = np.where(asked, rng.choice((1, 2, 3), size=count, p=shape.asked_levels), 0)
    return skill, level


def _taken(rng: np.random.Generator, headcount: Ints) -> Ints:
    """Most positions are untouched, a few are full."""
    share = np.where(rng.random(len(headcount)) < 0.6, 0.0, 0.3)
    taken = rng.binomial(headcount, share)
    return np.where(rng.random(len(headcount)) < 0.03, headcount, taken)


def _excluded(rng: np.random.Generator, taken: Ints, city: Ints, scale: Scale) -> tuple[Ints, Ints]:
    """Rows of positions and rows of members closed out of them: who holds a place, and a few who declined."""
    row = np.repeat(np.arange(len(taken)), taken + rng.poisson(0.4, len(taken)))
    first, last = (-(-scale.members * (city[row] + more) // scale.cities) for more in (0, 1))
    pairs = np.unique(row * scale.members + rng.integers(first, last))
    return pairs // scale.members, pairs % scale.members

"""Gaps summed by town, skill and band.

The plain position is on Saturday 2026-10-10, 09:00 to 11:00, with two places free.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION
from volunteer.matching.gap_map import Gap, RemedySum, gap_map
from volunteer.matching.gaps import unfilled
from volunteer.matching.problem import Member, Position, Problem
from volunteer.matching.reading import load_problem
from volunteer.matching.snapshot import Snapshot

PLAIN = load_problem({"members": [PLAIN_MEMBER], "positions": [PLAIN_POSITION]})
POSITION = PLAIN.positions[0]

FIRST_AID = replace(POSITION, skill="first_aid", level=2)
MORNING, AFTERNOON = 1, 2


def gaps(members: list[Member], positions: list[Position], town_of: dict[int, str]) -> tuple[Gap[str], ...]:
    """The map of a problem without a plan."""
    return gap_map(unfilled(Snapshot.of(Problem(tuple(members), tuple(positions)))), positions, town_of)


def later(position: Position, number: int, hours: float) -> Position:
    delay = timedelta(hours=hours)
    return replace(position, id=number, session=number, starts=position.starts + delay, ends=position.ends + delay)


def test_one_town_one_skill_one_band_is_one_gap() -> None:
    untrained = [replace(PLAIN.members[0], id=number) for number in (1, 2, 3)]
    longer = replace(FIRST_AID, id=101, level=3, headcount=4, ends=POSITION.ends + timedelta(minutes=30))

    (gap,) = gaps(untrained, [FIRST_AID, longer], {100: "虎门", 101: "虎门"})

    assert gap == Gap(
        town="虎门",
        skill="first_aid",
        rest_day=True,
        band=MORNING,
        missing=6,
        missing_minutes=2 * 120 + 4 * 150,
        levels={2: 2, 3: 4},
        reasons={"excluded": 0, "overlap": 0, "no_skill": 6, "not_free": 0, "too_far": 0, "assigned_elsewhere": 0},
        remedies={"train": RemedySum(heads=5, people=3, positions=2), "recruit": RemedySum(1, 0, 1)},
        positions=(100, 101),
    )


def test_towns_skills_and_bands_stand_apart_most_missing_first() -> None:
    positions = [
        POSITION,
        replace(FIRST_AID, id=101, headcount=5),
        replace(later(POSITION, 102, 6), headcount=3),
        replace(POSITION, id=103, headcount=4),
    ]

    found = gaps([], positions, {100: "虎门", 101: "虎门", 102: "虎门", 103: "长安"})

    assert [(gap.town, gap.skill, gap.band, gap.missing) for gap in found] == [
        ("虎门", "first_aid", MORNING, 5),
        ("长安", None, MORNING, 4),
        ("虎门", None, AFTERNOON, 3),
        ("虎门", None, MORNING, 2),
    ]
    assert [gap.levels for gap in found] == [{2: 5}, {}, {}, {}]


@pytest.mark.parametrize(
    ("hours", "day_type", "rest_day"), [(0, None, True), (48, None, False), (0, 2, False), (48, 6, True)]
)
def test_rest_days_follow_the_holiday_table(hours: int, day_type: int | None, rest_day: bool) -> None:
    position = later(POSITION, 100, hours)
    if day_type is not None:
        position = replace(position, day_types={position.starts.date(): day_type})

    (gap,) = gaps([], [position], {100: "虎门"})

    assert gap.rest_day is rest_day


@pytest.mark.parametrize(("hours", "band"), [(1.5, MORNING), (2, MORNING), (2.5, AFTERNOON)])
def test_a_session_belongs_to_the_band_it_spends_most_time_in(hours: float, band: int) -> None:
    """10:30 to 12:30, 11:00 to 13:00 (a tie: the first) and 11:30 to 13:30."""
    (gap,) = gaps([], [later(POSITION, 100, hours)], {100: "虎门"})

    assert gap.band == band


def test_nothing_missing_is_no_gap() -> None:
    assert gaps([], [replace(POSITION, taken=2)], {100: "虎门"}) == ()

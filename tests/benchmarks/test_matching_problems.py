"""Problems drawn for the benchmarks: repeatable, within the contract, and as awkward as real ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.matching_problems import (
    SHAPES,
    SUPPLIES,
    Drawn,
    Scale,
    document_of,
    draw,
    problem_of,
    snapshot_of,
    with_members,
)
from benchmarks.matching_problems.positions import FIRST_MINUTE, MINUTE_US, SITES_A_CITY
from volunteer.matching import MemberTable, Problem, Snapshot, top_members, top_of_everybody

HOUR_US = 60 * MINUTE_US


@pytest.fixture(scope="module")
def pilot() -> Drawn:
    return draw("pilot", "pilot", seed=1)


def test_equal_arguments_give_the_same_problem() -> None:
    first = document_of(draw("small", "rare_skills", seed=3))

    assert document_of(draw("small", "rare_skills", seed=3)) == first
    assert document_of(draw("small", "rare_skills", seed=4)) != first


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("supply", SUPPLIES)
def test_every_shape_is_a_problem_of_the_contract(shape: str, supply: str) -> None:
    problem = problem_of(draw("small", shape, seed=1, supply=supply))

    assert len(problem.positions) == 210
    assert len(problem.members) == (175 if supply == "few" else 1_400)
    assert _somebody_fits(problem)


def test_a_pilot_city_is_as_large_as_agreed(pilot: Drawn) -> None:
    positions = pilot.positions

    assert len(pilot.members.ids) == 14_000
    assert len(positions.ids) == 2_078
    assert 1_200 < len(np.unique(positions.session)) < 1_400
    assert 5_000 < (positions.headcount - positions.taken).sum() < 6_000


def test_sessions_straddle_bands_and_nights_and_some_positions_are_full(pilot: Drawn) -> None:
    positions = pilot.positions
    first = FIRST_MINUTE * MINUTE_US
    starts, ends = (positions.starts - first) // HOUR_US % 24, (positions.ends - first) // HOUR_US % 24

    assert ((starts < 12) & (ends > 12)).sum() > 100
    assert (ends < starts).any()
    assert (positions.taken == positions.headcount).any()
    lengths = (positions.ends - positions.starts) / HOUR_US
    assert (lengths.min(), lengths.max()) == (1.5, 6)


def test_positions_of_a_session_share_time_and_place(pilot: Drawn) -> None:
    positions = pilot.positions
    shared = np.flatnonzero(np.diff(positions.session) == 0)

    assert len(shared) > 500
    for column in (positions.starts, positions.ends, positions.site, positions.at, positions.category):
        assert np.array_equal(column[shared], column[shared + 1])


def test_places_are_few_or_many_for_the_members() -> None:
    plenty, scarce = draw("pilot", supply="plenty"), draw("pilot", supply="scarce")

    assert _places(plenty) < 0.3 * plenty.members.max_positions.sum()
    assert _places(scarce) > scarce.members.max_positions.sum()


def test_cities_stand_apart() -> None:
    drawn = draw(Scale(members=3_001, positions=700, cities=5))
    positions, members = drawn.positions, drawn.members
    city_of_member = dict(zip(members.ids.tolist(), (members.registered[0] // SITES_A_CITY).tolist(), strict=True))
    city_of_position = positions.site // SITES_A_CITY

    assert set(city_of_position.tolist()) == set(city_of_member.values()) == set(range(5))
    for row, member in zip(positions.excluded_row, positions.excluded_member.tolist(), strict=True):
        assert city_of_member[member] == city_of_position[row]
    nearest = [positions.at[city_of_position == city].min(axis=0) for city in range(5)]
    assert all(west[0] < east[0] for west, east in pairwise(nearest))


def test_the_document_says_what_the_columns_say(pilot: Drawn) -> None:
    problem = problem_of(pilot)

    two = pilot.members.two_anchors
    assert [len(member.anchors) == 2 for member in problem.members] == two.tolist()
    assert sum(len(member.busy) for member in problem.members) == len(pilot.members.busy_row)
    assert sum(len(member.skills) for member in problem.members) == sum(
        int((levels > 0).sum()) for levels in pilot.members.skills.values()
    )
    assert sum(len(position.excluded) for position in problem.positions) == len(pilot.positions.excluded_row)
    starts = [position.starts.timestamp() * 1_000_000 for position in problem.positions]
    assert starts == pilot.positions.starts.tolist()
    assert any(position.day_types for position in problem.positions)


@pytest.mark.parametrize("shape", SHAPES)
def test_tables_of_the_columns_are_those_of_the_document(shape: str) -> None:
    drawn = draw("small", shape, seed=2)

    straight, read = snapshot_of(drawn), Snapshot.of(problem_of(drawn))

    assert top_of_everybody(straight) == top_of_everybody(read)
    assert straight.policy == read.policy
    assert straight.members.max_positions.tolist() == read.members.max_positions.tolist()
    assert straight.positions.needed.tolist() == read.positions.needed.tolist()


def test_some_members_are_the_same_members(pilot: Drawn) -> None:
    rows = np.array([3, 700, 701, 13_999])

    few = problem_of(with_members(pilot, rows))

    everybody = problem_of(pilot)
    assert few.members == tuple(everybody.members[row] for row in rows)
    assert few.positions == everybody.positions


def _places(drawn: Drawn) -> int:
    return int((drawn.positions.headcount - drawn.positions.taken).sum())


def _somebody_fits(problem: Problem) -> bool:
    members = MemberTable.of(problem.members)
    return any(top_members(position, members, problem.policy) for position in problem.positions)

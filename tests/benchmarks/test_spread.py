"""The simulated season keeps the rules that real members keep."""

from __future__ import annotations

import pytest

from benchmarks.spread_simulation import (
    CHANCES,
    DAY_MINUTES,
    LISTS,
    Run,
    Season,
    gini,
    minute_of,
    planned,
    recommended,
    season,
    simulate,
)


@pytest.fixture(scope="module")
def small() -> Season:
    return season(1, visits_for_each_place=2, scale="small")


def test_gini() -> None:
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([0, 0]) == 0


def test_chances_fall_with_the_rank() -> None:
    assert CHANCES.tolist() == pytest.approx([0.4, 0.64, 0.784, 0.8704, 0.92224])


@pytest.mark.parametrize("name", LISTS)
def test_shares_are_shares_and_the_same_each_time(small: Season, name: str) -> None:
    outcome = simulate(small, LISTS[name])

    shares = outcome.shares
    assert 0 < shares.places_filled < shares.positions_helped < shares.sites_helped < 1
    assert simulate(small, LISTS[name]) == outcome


def test_lists_are_different(small: Season) -> None:
    assert len({simulate(small, list_of) for list_of in LISTS.values()}) == len(LISTS)


def test_a_plan_of_the_whole_reaches_more(small: Season) -> None:
    assert planned(small).places_filled > simulate(small, recommended).shares.places_filled


def test_a_position_is_open_from_publication_to_the_day_it_begins(small: Season) -> None:
    run = Run(small)

    run.go_to(9)

    expected = {
        position.id
        for position in small.problem.positions
        if small.published[position.id] // DAY_MINUTES <= 9 < minute_of(position) // DAY_MINUTES
    }
    assert expected
    assert set(run.snapshot.positions.ids.tolist()) == expected


def test_who_takes_a_place_is_busy_then_and_has_served_afterwards(small: Season) -> None:
    run = Run(small)
    run.go_to(0)
    row, shown = next(
        (row, shown)
        for row, member in enumerate(run.members)
        if member.max_positions and (shown := recommended(run.snapshot, row, small.published))
    )
    before, position = run.members[row], run.positions[shown[0]]

    run.take(row, position.id)

    assert run.positions[position.id].taken == 1
    assert run.members[row].max_positions == before.max_positions - 1
    assert position.id not in recommended(run.snapshot, row, small.published)
    assert run.members[row].load_minutes == before.load_minutes
    run.go_to(minute_of(position) // DAY_MINUTES + 1)
    assert run.members[row].load_minutes == before.load_minutes + (position.ends - position.starts).seconds // 60


def test_nobody_takes_more_than_there_is(small: Season) -> None:
    run = Run(small)

    for visit in small.visits:
        run.look(visit, recommended)

    assert all(position.taken <= position.headcount for position in run.positions.values())
    assert sum(position.taken for position in run.positions.values()) > 0
    assert all(member.max_positions >= 0 for member in run.members)

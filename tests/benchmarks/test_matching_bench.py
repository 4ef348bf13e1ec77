"""The benchmark of the engine notices wrong answers; a small run of it finds none."""

from __future__ import annotations

import pytest

from benchmarks.matching.changes import Day, changes
from benchmarks.matching.lists import everybody, single, some_of
from benchmarks.matching.measured import Figure, Report, p95
from benchmarks.matching.plans import LEAST_REACHED, large_plan, plan_row
from benchmarks.matching_problems import SHAPES, draw, snapshot_of


@pytest.mark.parametrize("shape", SHAPES)
def test_lists_and_changes_of_a_small_city_are_right(shape: str) -> None:
    assert everybody("small", shape, 3).faults == ()
    assert changes("small", shape, 3).faults == ()


def test_single_lists_are_measured_three_ways() -> None:
    figures = single("small", "pilot", 1).figures

    assert len(figures) == 6
    assert all(figure.value > 0 for figure in figures)


def test_a_change_that_is_not_absorbed_is_noticed() -> None:
    drawn = draw("small", seed=1)
    day = Day(snapshot_of(drawn), some_of(drawn, 100, 1), 1)
    late = [change for member in list(day.members.values()) if (change := day.claim(member)) is not None]

    assert late
    assert day.faults() != []
    for change in late:
        change()
    assert day.faults() == []


def test_a_plan_of_a_small_city_is_as_good_as_promised() -> None:
    row = plan_row("small", "pilot", "scarce", 1)

    assert row.faults == ()
    assert row.reached >= LEAST_REACHED
    assert max(row.best_score_first, row.first_come_first_served) <= row.objective <= row.bound


def test_a_large_plan_is_checked_as_well() -> None:
    report = large_plan("small", "rare_skills", "plenty", 1, seconds=10)

    assert report.faults == ()
    assert {figure.name.rpartition(", ")[2]: figure.value for figure in report.figures}["value / bound"] > 0.999


def test_promises() -> None:
    assert not Figure("ratio", 299, least=300).met
    assert not Figure("seconds", 61, "s", most=60).met
    assert Figure("pairs", 5).met
    assert "MISSED" in Figure("ratio", 299, least=300).line()
    assert (Report((), ("a",)) + Report((Figure("pairs", 5),), ("b",))).faults == ("a", "b")


def test_p95() -> None:
    assert p95(list(range(1, 101))) == 95
    assert p95([7.0]) == 7

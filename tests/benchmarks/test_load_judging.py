"""What judges half an hour of load must itself be right: a mistake here would hide a fault."""

from __future__ import annotations

import pytest

from benchmarks.load.judging import Answered, memory, not_flat, not_steady, pace, within, wrong_answers

HALF_AN_HOUR = 1800.0
LATE = HALF_AN_HOUR - 300.0


def _steady(kind: str = "browse", *, late_ms: float = 20.0) -> list[Answered]:
    """An answer a second, all of 20 ms until the last five minutes."""
    return [Answered(at, kind, 200, (late_ms if at >= LATE else 20.0) / 1000) for at in range(int(HALF_AN_HOUR))]


def _sampled(early: int, late: int) -> dict[str, list[tuple[float, int]]]:
    return {"scheduler": [(at, early if at < LATE else late) for at in range(10, int(HALF_AN_HOUR), 10)]}


def test_the_time_within_which_95_of_100_came() -> None:
    assert within(range(1, 101)) == 96
    assert within([7.0]) == 7.0


def test_an_end_that_is_a_quarter_slower_passes_and_more_does_not() -> None:
    assert not_flat(pace(_steady(late_ms=25.0), HALF_AN_HOUR), []) == []
    assert not_flat(pace(_steady(late_ms=26.0), HALF_AN_HOUR), []) == ["browse: 1.30 times slower at the end"]


def test_the_minute_of_warming_counts_for_nothing() -> None:
    slow_start = [Answered(one.at, one.kind, 200, 9.0 if one.at < 60 else one.seconds) for one in _steady()]

    assert pace(slow_start, HALF_AN_HOUR) == pace(_steady(), HALF_AN_HOUR)


def test_a_slow_kind_does_not_hide_behind_a_frequent_one() -> None:
    many = [*_steady(), *_steady(), *_steady("home", late_ms=40.0)]

    assert not_flat(pace(many, HALF_AN_HOUR), []) == ["home: 2.00 times slower at the end"]


def test_too_few_answers_are_not_taken_for_a_good_sign() -> None:
    assert not_flat(pace(_steady()[::4], HALF_AN_HOUR), []) == ["browse: too few answers to judge"]


@pytest.mark.parametrize("late", [94, 106])
def test_memory_that_changes_by_more_than_a_twentieth_is_a_fault(late: int) -> None:
    assert not_flat([], memory(_sampled(100, late), HALF_AN_HOUR))
    assert not_flat([], memory(_sampled(100, 104), HALF_AN_HOUR)) == []


def test_memory_is_compared_from_the_fifth_minute_on() -> None:
    grows_at_first = {"web": [(at, 50 if at < 300 else 100) for at in range(10, int(HALF_AN_HOUR), 10)]}

    assert memory(grows_at_first, HALF_AN_HOUR)[0].growth == 0


def test_a_refusal_is_an_answer_and_an_error_is_none() -> None:
    told = [Answered(0, "claim", 409, 0.1), Answered(0, "claim", 201, 0.1), Answered(0, "check_in", 303, 0.1)]
    assert wrong_answers(told) == []

    wrong = [Answered(0, "check_in", 409, 0.1), Answered(0, "home", 500, 0.1), Answered(0, "home", 0, 0.1)]
    assert len(wrong_answers(wrong)) == 3


def test_a_process_that_was_replaced_is_noticed() -> None:
    ended = {"web, worker 1": [(at, 1) for at in range(10, 900, 10)], "web, worker 2": [(1790.0, 1)]}

    assert len(not_steady(ended, HALF_AN_HOUR, 10.0)) == 2
    assert not_steady(_sampled(1, 1), HALF_AN_HOUR, 10.0) == []

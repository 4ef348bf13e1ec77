"""The machine of a demand: random walks never leave it, and somebody is always responsible (D5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from volunteer.demands.rules import MACHINE, outcome_of, overdue, problems
from volunteer.demands.states import DemandStatus, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Walker:
    def __init__(self) -> None:
        self.status: str = DemandStatus.DRAFT


@given(st.lists(st.sampled_from(sorted(MACHINE.steps)), max_size=30))
def test_random_steps_stay_in_the_machine(steps: list[str]) -> None:
    walker = Walker()
    for step in steps:
        allowed = {s.name for s in MACHINE.open_steps(walker.status)}
        if step in allowed:
            MACHINE.move(walker, step)
            assert walker.status == MACHINE.steps[step].target
    assert walker.status in set(DemandStatus)


def test_ended_demands_only_reopen() -> None:
    for status in (DemandStatus.DECLINED, DemandStatus.WITHDRAWN, DemandStatus.CANCELLED):
        assert MACHINE.open_steps(status) == []
    assert [step.name for step in MACHINE.open_steps(DemandStatus.CLOSED)] == ["rejoin", "reopen"]
    assert MACHINE.steps["rejoin"].permission is None  # by itself, with what it was merged into


def test_people_say_why_when_they_refuse() -> None:
    assert {step.name for step in MACHINE.steps.values() if step.reason} >= {"return", "decline", "forward", "cancel"}


def test_overdue_is_computed_while_an_answer_is_awaited() -> None:
    late = NOW - timedelta(hours=1)
    assert overdue(DemandStatus.SUBMITTED, late, NOW)
    assert not overdue(DemandStatus.SUBMITTED, NOW + timedelta(hours=1), NOW)
    assert not overdue(DemandStatus.CLOSED, late, NOW)


def test_outcomes() -> None:
    assert [outcome_of(score) for score in range(1, 6)] == [Outcome.REMARK] * 2 + [Outcome.CONTENT] * 3


def test_more_than_a_year_ahead_is_a_mistake() -> None:
    far = NOW + timedelta(days=400)
    assert set(problems({"starts": far, "ends": far + timedelta(hours=1), "headcount": 1}, NOW)) == {"starts"}

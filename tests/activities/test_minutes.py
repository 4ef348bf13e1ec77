"""What counts of the time somebody was there: never more than the session, never rounded up, each reason named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.activities.minutes import (
    Counted,
    LeftOut,
    MinuteRules,
    Why,
    late_minutes,
    left_early,
    minutes_of,
    seconds_of,
    without,
)
from volunteer.activities.rules import Stretch

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SESSION = Stretch(START, START + timedelta(hours=2))
AS_THEY_ARE = MinuteRules()


def after(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def stretches(*pairs: tuple[float, float]) -> list[Stretch]:
    """Stretches by minutes after the start of the session."""
    return [Stretch(after(a), after(b)) for a, b in pairs]


def test_time_inside_the_session_counts_each_instant_once() -> None:
    assert minutes_of(stretches((-20, 150)), SESSION, AS_THEY_ARE) == Counted(120, (LeftOut(Why.OUTSIDE, 50),))
    assert minutes_of(stretches((0, 30), (60, 90)), SESSION, AS_THEY_ARE).minutes == 60
    assert minutes_of(stretches((0, 60), (30, 90)), SESSION, AS_THEY_ARE).minutes == 90
    assert minutes_of(stretches((130, 150)), SESSION, AS_THEY_ARE).minutes == 0


def test_breaks_other_sessions_and_ones_own_job_are_left_out_and_named() -> None:
    counted = minutes_of(
        stretches((0, 120)),
        SESSION,
        AS_THEY_ARE,
        breaks=stretches((30, 50)),
        elsewhere=stretches((40, 60)),
        excluded=stretches((100, 300)),
    )
    assert counted == Counted(70, (LeftOut(Why.BREAK, 20), LeftOut(Why.ELSEWHERE, 10), LeftOut(Why.OWN_DUTY, 20)))


@pytest.mark.parametrize(("round_to", "minutes"), [(1, 44), (5, 40), (10, 40), (15, 30), (30, 30), (60, 0)])
def test_minutes_are_rounded_down_only(round_to: int, minutes: int) -> None:
    counted = minutes_of(stretches((0, 44.9)), SESSION, MinuteRules(round_to=round_to))
    assert counted.minutes == minutes
    assert sum(left.minutes for left in counted.left_out if left.why is Why.ROUNDED) == 44 - minutes


def test_less_than_the_share_that_is_asked_for_counts_nothing_and_breaks_are_not_part_of_the_whole() -> None:
    half = MinuteRules(least_share=50)
    short = minutes_of(stretches((0, 59)), SESSION, half)
    assert short == Counted(0, (LeftOut(Why.TOO_SHORT, 59),))
    assert minutes_of(stretches((0, 60)), SESSION, half).minutes == 60
    assert minutes_of(stretches((0, 45)), SESSION, half, breaks=stretches((60, 90))).minutes == 45


def test_who_was_there_all_the_time_is_not_too_short_because_part_counts_elsewhere() -> None:
    counted = minutes_of(stretches((0, 120)), SESSION, MinuteRules(least_share=80), excluded=stretches((0, 60)))
    assert counted.minutes == 60


@pytest.mark.parametrize(
    ("came", "bound", "minutes"), [(-5, 10, 0), (10, 10, 0), (10.9, 10, 0), (11, 10, 11), (90, 0, 0)]
)
def test_late_is_after_the_bound_and_counted_from_the_start(came: float, bound: int, minutes: int) -> None:
    assert late_minutes(after(came), SESSION, bound) == minutes


@pytest.mark.parametrize(
    ("left", "bound", "minutes"), [(125, 10, 0), (110, 10, 0), (109, 10, 11), (60, 10, 60), (60, 0, 0)]
)
def test_early_is_before_the_bound_and_counted_to_the_end(left: float, bound: int, minutes: int) -> None:
    assert left_early(after(left), SESSION, bound) == minutes


def test_nobody_who_never_came_is_late_or_left_early() -> None:
    assert late_minutes(None, SESSION, 10) == 0
    assert left_early(None, SESSION, 10) == 0


seconds = st.integers(-300 * 60, 300 * 60).map(lambda s: START + timedelta(seconds=s))
parts = st.lists(st.tuples(seconds, seconds).map(sorted).map(lambda p: Stretch(p[0], p[1])), max_size=5)
some_rules = st.builds(MinuteRules, st.sampled_from([1, 5, 10, 15, 30]), st.integers(0, 100))


@given(parts, parts, parts, parts, some_rules)
def test_minutes_are_never_negative_nor_more_than_the_session_without_its_breaks(
    served: list[Stretch], breaks: list[Stretch], elsewhere: list[Stretch], excluded: list[Stretch], rules: MinuteRules
) -> None:
    counted = minutes_of(served, SESSION, rules, breaks=breaks, elsewhere=elsewhere, excluded=excluded)
    whole = minutes_of(served, SESSION, AS_THEY_ARE, breaks=breaks, elsewhere=elsewhere, excluded=excluded)
    assert 0 <= counted.minutes <= whole.minutes <= seconds_of(without([SESSION], breaks)) / 60
    assert counted.minutes % rules.round_to == 0
    assert counted.minutes == 0 or whole.minutes - counted.minutes < rules.round_to
    assert all(left.minutes > 0 for left in counted.left_out)


@given(parts, parts, some_rules)
def test_what_is_left_out_adds_up_to_the_time_somebody_was_there(
    served: list[Stretch], breaks: list[Stretch], rules: MinuteRules
) -> None:
    counted = minutes_of(served, SESSION, rules, breaks=breaks)
    there = seconds_of(without(served, ())) / 60
    named = counted.minutes + sum(left.minutes for left in counted.left_out)
    assert there - 1 * (len(Why) + 1) < named <= there


@given(parts, seconds, seconds, some_rules)
def test_more_time_there_never_counts_less(
    served: list[Stretch], first: datetime, last: datetime, rules: MinuteRules
) -> None:
    more = [*served, Stretch(min(first, last), max(first, last))]
    assert minutes_of(more, SESSION, rules).minutes >= minutes_of(served, SESSION, rules).minutes

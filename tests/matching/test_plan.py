"""Plans: as good as trying everything, always within the rules, with a bound that holds."""

from __future__ import annotations

import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from benchmarks.matching_problems import draw
from benchmarks.matching_problems.document import problem_of
from tests.matching import reference
from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION
from tests.matching.test_against_reference import far_from_edges, problems
from volunteer.matching import (
    Assignment,
    Ending,
    Member,
    Policy,
    Position,
    Problem,
    ProblemError,
    Progress,
    Snapshot,
    check,
    load_problem,
    plan,
)
from volunteer.matching.planning import solver

PLAIN = load_problem({"members": [PLAIN_MEMBER], "positions": [PLAIN_POSITION]})
MEMBER, POSITION = PLAIN.members[0], PLAIN.positions[0]
HOUR = timedelta(hours=1)


def best_by_trying(problem: Problem) -> int:
    """The highest sum of score + bonus over every allowed set of pairs, one pair after another taken or left."""
    pairs = [
        (member, position, round(reference.exact_total(member, position)) + problem.policy.coverage_bonus)
        for member in problem.members
        for position in problem.positions
        if position.free > 0 and reference.reason(member, position, problem.policy) is None
    ]
    rest = timedelta(minutes=problem.policy.rest_minutes)

    def best(number: int, chosen: tuple[tuple[Member, Position], ...]) -> int:
        if number == len(pairs):
            return 0
        member, position, worth = pairs[number]
        without = best(number + 1, chosen)
        own = [other for someone, other in chosen if someone is member]
        fits = (
            sum(other is position for _, other in chosen) < position.free
            and len(own) < member.max_positions
            and all(position.ends + rest <= other.starts or other.ends + rest <= position.starts for other in own)
        )
        return max(without, worth + best(number + 1, (*chosen, (member, position)))) if fits else without

    return best(0, ())


@settings(max_examples=80, deadline=None)
@given(problems(most_members=4, most_positions=4))
def test_nothing_better_is_found_by_trying_everything(problem: Problem) -> None:
    if not far_from_edges(problem):
        return
    snapshot = Snapshot.of(problem)

    found = plan(snapshot)

    assert check(snapshot, found).faults == ()
    assert found.objective == best_by_trying(problem)
    assert found.bound >= found.objective
    assert found.gap <= 1e-5
    assert found.ending is Ending.PROVEN


@pytest.mark.parametrize(
    ("shape", "supply"), [("pilot", "plenty"), ("far_villages", "scarce"), ("rare_skills", "scarce")]
)
def test_a_small_city_is_planned_with_proof_and_the_same_each_time(shape: str, supply: str) -> None:
    snapshot = Snapshot.of(problem_of(draw("small", shape, 2, supply)))

    found = plan(snapshot, time_limit_s=60)

    assert check(snapshot, found).faults == ()
    assert found.ending is Ending.PROVEN
    assert found.gap <= 1e-5
    assert plan(snapshot, time_limit_s=60) == found


def test_processes_of_their_own_find_the_same_and_report(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Snapshot.of(problem_of(draw("small", "pilot", 1, "scarce")))
    here = plan(snapshot, time_limit_s=60)
    monkeypatch.setattr(solver, "FEW_PAIRS", 0)
    standings: list[Progress] = []

    found = plan(snapshot, time_limit_s=60, progress=standings.append)

    assert found == here
    assert [one.objective for one in standings] == sorted(one.objective for one in standings)
    assert all(one.objective <= found.objective <= found.bound <= one.bound for one in standings)


def test_without_time_there_still_is_a_plan_and_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Snapshot.of(problem_of(draw("small", "pilot", 1, "scarce")))
    best = plan(snapshot).objective
    monkeypatch.setattr(solver, "FEW_PAIRS", 0)

    found = plan(snapshot, time_limit_s=0)

    assert check(snapshot, found).faults == ()
    assert found.ending is Ending.TIME
    assert 0.8 * best < found.objective <= best <= found.bound


def test_ctrl_c_gives_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Snapshot.of(problem_of(draw("small", "pilot", 1, "scarce")))
    monkeypatch.setattr(solver, "FEW_PAIRS", 0)

    def press(_progress: Progress) -> None:
        signal.raise_signal(signal.SIGINT)

    found = plan(snapshot, time_limit_s=60, progress=press)

    assert found.ending is Ending.INTERRUPTED
    assert check(snapshot, found).faults == ()
    assert found.assignments


def planned(members: list[Member], positions: list[Position], policy: Policy | None = None) -> list[tuple[int, int]]:
    """(member, position) of a sound plan."""
    snapshot = Snapshot.of(Problem(tuple(members), tuple(positions), policy or Policy()))
    found = plan(snapshot)
    assert check(snapshot, found).faults == ()
    assert found.gap <= 1e-5
    return [(one.member, one.position) for one in found.assignments]


def later(position: Position, hours: float, number: int) -> Position:
    """The same in another session that begins so much later."""
    moved = replace(position, id=number, session=number)
    return replace(moved, starts=position.starts + hours * HOUR, ends=position.ends + hours * HOUR)


@pytest.mark.parametrize("members", [[], [MEMBER]])
@pytest.mark.parametrize("positions", [[], [replace(POSITION, taken=2)], [replace(POSITION, taken=5)]])
def test_nobody_nothing_and_no_place(members: list[Member], positions: list[Position]) -> None:
    assert planned(members, positions) == []


def test_sessions_that_straddle_the_same_hour_are_not_given_to_one_member() -> None:
    """11:00 to 13:00 and 12:30 to 14:30 share half an hour, 13:00 to 15:00 only touches the first."""
    midday = later(POSITION, 2, 1)
    assert len(planned([MEMBER], [midday, later(POSITION, 3.5, 2)])) == 1
    assert len(planned([MEMBER], [midday, later(POSITION, 4, 3)])) == 2


def test_staggered_sessions_leave_every_second_one() -> None:
    chain = [later(POSITION, 1.5 * step, step + 1) for step in range(4)]
    assert planned([MEMBER], chain) in ([(1, 1), (1, 3)], [(1, 1), (1, 4)], [(1, 2), (1, 4)])


def test_the_demanded_rest_is_kept() -> None:
    two = [POSITION, later(POSITION, 2.5, 7)]
    assert len(planned([MEMBER], two, Policy(rest_minutes=30))) == 2
    assert len(planned([MEMBER], two, Policy(rest_minutes=31))) == 1


@pytest.mark.parametrize(("most", "given_"), [(0, 0), (1, 1), (2, 2), (4, 3)])
def test_nobody_gets_more_than_may_be_added(most: int, given_: int) -> None:
    days = [later(POSITION, 24 * day, day + 1) for day in range(3)]
    assert len(planned([replace(MEMBER, max_positions=most)], days)) == given_


def test_who_is_busy_is_left_out() -> None:
    busy = replace(MEMBER, busy=((POSITION.ends - HOUR, POSITION.ends + HOUR),))
    assert planned([busy, replace(MEMBER, id=2)], [POSITION]) == [(2, 100)]


def test_two_positions_of_one_session_take_two_people() -> None:
    twin = replace(POSITION, id=101)
    assert len(planned([replace(MEMBER, max_positions=2)], [POSITION, twin])) == 1


def test_one_with_few_choices_goes_before_one_with_many() -> None:
    """Best score first would send the neighbour to the only place the other could take."""
    neighbour = replace(MEMBER, id=1, registered_sites=frozenset({7}), max_positions=1)
    other = replace(MEMBER, id=2, skills={}, max_positions=1)
    skilled = replace(later(POSITION, 0, 200), skill="first_aid", level=1, headcount=1)
    single = replace(POSITION, headcount=1)
    assert planned([replace(neighbour, skills={"first_aid": 1}), other], [single, skilled]) == [(2, 100), (1, 200)]


def test_a_pair_worth_nothing_is_not_chosen() -> None:
    tired = replace(MEMBER, load_minutes=1200)
    assert planned([tired], [POSITION], Policy(coverage_bonus=-500)) == []


def test_pins_are_part_of_the_plan() -> None:
    members = [MEMBER, replace(MEMBER, id=2, registered_sites=frozenset({7}))]
    snapshot = Snapshot.of(Problem(tuple(members), (replace(POSITION, headcount=1),)))

    assert [one.member for one in plan(snapshot).assignments] == [2]
    found = plan(snapshot, pinned=[(1, 100), (1, 100)])
    assert found.assignments == (Assignment(1, 100, 625),)
    assert (found.objective, found.bound) == (1125, 1125)


def test_a_pin_keeps_its_member_out_of_what_meets_it() -> None:
    twin = replace(POSITION, id=101)
    snapshot = Snapshot.of(Problem((MEMBER,), (POSITION, twin)))
    assert [one.position for one in plan(snapshot, pinned=[(1, 101)]).assignments] == [101]


def test_pins_that_cannot_be_are_named() -> None:
    snapshot = Snapshot.of(Problem((MEMBER,), (POSITION, replace(POSITION, id=101))))
    with pytest.raises(ProblemError, match=r"^pinned: member 1 cannot take position 999"):
        plan(snapshot, pinned=[(1, 999)])
    with pytest.raises(ProblemError, match=r"^pinned: the pinned pairs do not fit together"):
        plan(snapshot, pinned=[(1, 100), (1, 101)])


def test_the_check_finds_what_is_wrong() -> None:
    two = Problem((MEMBER, replace(MEMBER, id=2, skills={})), (POSITION, later(POSITION, 1, 101)))
    snapshot = Snapshot.of(two)
    sound = plan(snapshot)
    assert check(snapshot, sound).sound

    def faults(*assignments: Assignment) -> str:
        return " | ".join(check(snapshot, replace(sound, assignments=assignments)).faults)

    one = Assignment(1, 100, 625)
    assert "unknown pair 9, 100" in faults(Assignment(9, 100, 625))
    assert "scores 625, not 700" in faults(replace(one, score=700))
    assert "holds position 100 twice" in faults(one, one)
    assert "2 free places, 3 are used" in faults(one, one, Assignment(2, 100, 625))
    assert "overlap" in faults(one, Assignment(1, 101, 625))
    assert "objective is 1125" in faults(one)
    assert "above the bound" in " ".join(check(snapshot, replace(sound, bound=10)).faults)

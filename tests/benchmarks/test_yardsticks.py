"""What the engine is measured against must itself be right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from benchmarks.matching.baselines import Pairs, best_score_first, first_come_first_served
from benchmarks.matching.lp_bound import lp_bound
from benchmarks.matching.pair_loop import pair_loop
from benchmarks.matching_problems import SHAPES, Scale, draw, problem_of
from volunteer.matching import Member, Policy, Position, Problem, Snapshot, top_positions

NINE = datetime(2026, 9, 28, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = (113.75, 23.02)


def _member(number: int, most: int = 2, interests: str = "") -> Member:
    return Member(
        number, (HERE,), {}, 2**28 - 1, 5.0, interests=frozenset(filter(None, [interests])), max_positions=most
    )


def _position(number: int, hours: tuple[int, int], category: str = "elder", headcount: int = 1) -> Position:
    starts, ends = (NINE + hour * HOUR for hour in hours)
    return Position(number, number, 1, HERE, starts, ends, category, None, 0, headcount)


def _lists(problem: Problem) -> dict[int, list[tuple[int, int]]]:
    return pair_loop(problem.members, problem.positions, problem.policy, k=len(problem.positions))


# Both may take either; the first member likes one of them.
RIVALS = Problem(
    (_member(1, most=1, interests="elder"), _member(2, most=1)),
    (_position(3, (0, 2)), _position(4, (0, 2), category="legal")),
)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_pair_loop_gives_the_lists_of_the_engine(shape: str) -> None:
    problem = problem_of(draw(Scale(members=120, positions=400), shape, seed=2))

    slow = pair_loop(problem.members, problem.positions, problem.policy, k=20)

    fast = {
        member.id: [(entry.id, entry.score) for entry in top_positions(member, problem.positions, problem.policy)]
        for member in problem.members
    }
    assert slow == fast
    assert any(slow.values())


def test_simple_plans_take_the_best_that_is_left() -> None:
    assert _lists(RIVALS) == {1: [(3, 725), (4, 625)], 2: [(3, 625), (4, 625)]}
    assert _simple_plans(RIVALS) == {725 + 625 + 2 * 500}


def test_first_come_may_take_what_another_needs() -> None:
    """The second member likes what the first, who comes before, takes by chance of its lower number."""
    problem = Problem(
        (_member(1, most=1), _member(2, most=1, interests="elder")),
        (_position(3, (0, 2)), _position(4, (0, 2), category="legal")),
    )
    snapshot = Snapshot.of(problem)
    pairs = Pairs.of(snapshot)

    assert first_come_first_served(snapshot, pairs) == 625 + 625 + 2 * 500
    assert best_score_first(snapshot, pairs) == 725 + 625 + 2 * 500


def test_simple_plans_keep_pauses_and_limits() -> None:
    positions = (_position(3, (0, 2)), _position(4, (2, 4)), _position(5, (5, 6)), _position(6, (7, 8)))
    limited = Problem((_member(1, most=2),), positions)
    pausing = Problem((_member(1, most=9),), positions, Policy(rest_minutes=30))

    assert _simple_plans(limited) == {2 * (625 + 500)}
    assert _simple_plans(pausing) == {3 * (625 + 500)}


def test_the_bound_of_a_small_problem_is_its_best_plan() -> None:
    """Three sessions of which each two overlap only in part, two places to take, one limit each."""
    positions = (_position(3, (0, 2)), _position(4, (1, 3)), _position(5, (2, 4), headcount=2))
    problem = Problem((_member(1), _member(2, most=1, interests="elder")), positions)
    lists = _lists(problem)

    assert lp_bound(problem, lists) == pytest.approx(_best_by_trying(problem, lists))


def test_the_bound_is_above_every_plan() -> None:
    problem = problem_of(draw(Scale(members=300, positions=60), "evening_only", seed=5))

    bound = lp_bound(problem, _lists(problem))

    assert 0 < max(_simple_plans(problem)) < bound


def test_nobody_fits_nobody_counts() -> None:
    nobody = Problem((), (_position(3, (0, 2)),))

    assert lp_bound(nobody, {}) == 0
    assert _simple_plans(nobody) == {0}


def _simple_plans(problem: Problem) -> set[int]:
    """The values of both."""
    snapshot = Snapshot.of(problem)
    pairs = Pairs.of(snapshot)
    return {best_score_first(snapshot, pairs), first_come_first_served(snapshot, pairs)}


def _best_by_trying(problem: Problem, lists: dict[int, list[tuple[int, int]]]) -> int:
    """The best of all sets of pairs that keep every rule."""
    pairs = [(member, position, score) for member, ranked in lists.items() for position, score in ranked]
    sets = (chosen for size in range(len(pairs) + 1) for chosen in combinations(pairs, size))
    return max(
        sum(score + problem.policy.coverage_bonus for _, _, score in chosen)
        for chosen in sets
        if _keeps_rules(problem, [(member, position) for member, position, _ in chosen])
    )


def _keeps_rules(problem: Problem, chosen: list[tuple[int, int]]) -> bool:
    positions = {position.id: position for position in problem.positions}
    for position in problem.positions:
        if sum(key == position.id for _, key in chosen) > position.free:
            return False
    for member in problem.members:
        held = [positions[key] for number, key in chosen if number == member.id]
        if len(held) > member.max_positions:
            return False
        if any(one.starts < other.ends and other.starts < one.ends for one, other in combinations(held, 2)):
            return False
    return True

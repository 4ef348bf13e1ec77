"""Why a pair stands or falls, what would have to change, and where a position stands in a member's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings

from tests.matching import reference
from tests.matching.golden_pairs import FRIDAY_EVENING, PLAIN_MEMBER, PLAIN_POSITION
from tests.matching.test_against_reference import far_from_edges, problems
from volunteer.matching.explain import Excluded, Full, NoSkill, NotFree, Overlap, Rank, TooFar, rank_of, why
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import ALL_BANDS, Interval, Policy, Problem
from volunteer.matching.reading import load_problem
from volunteer.matching.recommend import top_positions

PLAIN = load_problem({"members": [PLAIN_MEMBER], "positions": [PLAIN_POSITION]})
MEMBER, POSITION = PLAIN.members[0], PLAIN.positions[0]


def around(starts: str, ends: str) -> Interval:
    """An interval on the Saturday of the plain position."""
    return (
        datetime.fromisoformat(f"2026-10-10T{starts}:00+08:00"),
        datetime.fromisoformat(f"2026-10-10T{ends}:00+08:00"),
    )


def test_a_pair_that_can_be_offered_shows_what_speaks_for_it() -> None:
    found = why(MEMBER, POSITION)

    assert (found.reason, found.failing, found.changes) == (None, (), ())
    (offered,) = top_positions(MEMBER, [POSITION])
    assert (found.contributions, found.score, found.distance_m) == (offered.contributions, 625, offered.distance_m)


def test_nothing_helps_whoever_is_excluded() -> None:
    found = why(MEMBER, replace(POSITION, excluded=frozenset({MEMBER.id})))

    assert found.changes == (Excluded(),)
    assert found.score is None


def test_the_busy_intervals_in_the_way_are_told_and_no_other() -> None:
    before, within, after = around("07:00", "08:31"), around("10:00", "10:30"), around("11:30", "12:00")
    member = replace(MEMBER, busy=(before, within, after))

    assert why(member, POSITION).changes == (Overlap((within,)),)
    assert why(member, POSITION, Policy(rest_minutes=30)).changes == (Overlap((before, within)),)


@pytest.mark.parametrize(("skills", "held"), [({}, 0), ({"first_aid": 1}, 1)])
def test_the_level_held_and_the_level_needed(skills: dict[str, int], held: int) -> None:
    position = replace(POSITION, skill="first_aid", level=2)

    assert why(replace(MEMBER, skills=skills), position).changes == (NoSkill("first_aid", held, 2),)


def test_the_cells_to_add_to_the_availability() -> None:
    """Friday 22:00 to Saturday 02:00 needs Friday evening and Saturday night."""
    overnight = replace(POSITION, starts=POSITION.starts - timedelta(hours=11), ends=POSITION.ends - timedelta(hours=9))

    assert why(replace(MEMBER, availability=0), overnight).changes == (NotFree(((4, 3), (5, 0))),)
    assert why(replace(MEMBER, availability=FRIDAY_EVENING), overnight).changes == (NotFree(((5, 0),)),)


def test_working_time_is_told_apart_from_missing_cells() -> None:
    in_office_hours = replace(POSITION, off_hours=False)
    kept = replace(MEMBER, off_hours_only=True)

    assert why(kept, POSITION).changes == ()
    assert why(kept, in_office_hours).changes == (NotFree((), working_time=True),)
    assert why(replace(MEMBER, availability=0), in_office_hours).changes == (NotFree(((5, 1),)),)


def test_a_make_up_day_asks_for_the_cell_of_the_weekday_it_stands_for() -> None:
    wednesday = replace(POSITION, day_types={POSITION.starts.date(): 2})

    assert why(replace(MEMBER, availability=0), wednesday).changes == (NotFree(((2, 1),)),)


def test_how_much_further_somebody_would_have_to_go() -> None:
    """0.045 degrees along the meridian are 5.003779 km."""
    found = why(replace(MEMBER, radius_km=4), replace(POSITION, at=(113.75, 23.045)))

    (change,) = found.changes
    assert isinstance(change, TooFar)
    assert change.distance_km == pytest.approx(5.003779, abs=1e-6)
    assert change.more_km == pytest.approx(1.003779, abs=1e-6)
    assert found.distance_m == 5004
    assert found.contributions["proximity"] == -88


def test_a_full_position_keeps_its_score_and_says_so_last() -> None:
    full = replace(POSITION, taken=2)

    assert why(MEMBER, full).changes == (Full(),)
    assert why(MEMBER, full).score == 475
    assert why(replace(MEMBER, availability=0), full).failing == ("not_free", "full")


def test_everything_that_fails_in_the_order_of_the_contract() -> None:
    member = replace(MEMBER, availability=0, busy=(around("08:00", "12:00"),))
    position = replace(
        POSITION, excluded=frozenset({member.id}), skill="first_aid", level=1, at=(113.75, 24.0), taken=2
    )

    found = why(member, position)

    assert found.failing == ("excluded", "overlap", "no_skill", "not_free", "too_far", "full")
    assert found.reason == "excluded"


@settings(max_examples=100, deadline=None)
@given(problems())
def test_the_first_thing_that_fails_is_the_reason_of_the_reference(problem: Problem) -> None:
    assume(far_from_edges(problem))
    for member in problem.members:
        for position in problem.positions:
            found = why(member, position, problem.policy)
            reason = reference.reason(member, position, problem.policy)
            full = position.taken >= position.headcount
            assert found.reason == (reason or ("full" if full else None))
            assert set(found.failing) - {"full"} == reference.failing(member, position, problem.policy)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_would_have_to_change_is_enough(problem: Problem) -> None:
    assume(far_from_edges(problem))
    for member in problem.members:
        for position in problem.positions:
            changed, asked = member, position
            for change in why(member, position, problem.policy).changes:
                match change:
                    case Excluded():
                        asked = replace(asked, excluded=asked.excluded - {member.id})
                    case Overlap(intervals):
                        changed = replace(changed, busy=tuple(set(changed.busy) - set(intervals)))
                    case NoSkill(skill, _, needed):
                        changed = replace(changed, skills={**changed.skills, skill: needed})
                    case NotFree(cells, working_time):
                        bits = sum(1 << (weekday * 4 + band) for weekday, band in cells)
                        changed = replace(changed, availability=changed.availability | bits)
                        changed = replace(changed, off_hours_only=changed.off_hours_only and not working_time)
                    case TooFar():
                        changed = replace(changed, radius_km=changed.radius_km + change.more_km + 1e-9)
                    case Full():
                        asked = replace(asked, taken=0)
            assert why(changed, asked, problem.policy).reason is None


def test_where_a_position_stands_in_the_list() -> None:
    liked = replace(POSITION, id=3, site=8)
    positions = [replace(POSITION, id=9), liked, replace(POSITION, id=5)]
    table = PositionTable.of(positions)
    member = replace(MEMBER, registered_sites=frozenset({8}), availability=ALL_BANDS)

    assert rank_of(member, liked, table) == Rank(rank=1, of=3, score=775, k=20, kth_score=None)
    last = rank_of(member, positions[0], table, k=2)
    assert last == Rank(rank=3, of=3, score=625, k=2, kth_score=625)
    assert not last.shown
    second = rank_of(member, positions[2], table, k=2)
    assert second is not None
    assert second.shown


def test_what_cannot_be_offered_has_no_rank() -> None:
    full = replace(POSITION, id=4, taken=2)
    table = PositionTable.of([POSITION, full])

    assert rank_of(MEMBER, full, table) is None
    assert rank_of(replace(MEMBER, availability=0), POSITION, table) is None
    assert rank_of(MEMBER, replace(POSITION, id=77), table) is None

"""Random problems: the vectorised package and the slow reference agree on ids, scores and reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.matching import reference
from volunteer.matching import (
    Member,
    MemberTable,
    Policy,
    Position,
    PositionTable,
    Problem,
    top_members,
    top_of_everybody,
    top_positions,
    why_not,
)

MONDAY = datetime(2026, 9, 28, tzinfo=UTC)
SKILLS = ("first_aid", "driving", "tutoring")
CATEGORIES = ("elderly", "environment", "education")
MEMBER_IDS = st.integers(1, 12)

# A coarse grid, so that members often live where the session is and rounding meets exact halves.
points = st.tuples(
    st.integers(0, 6).map(lambda step: 113.7 + step / 40), st.integers(0, 6).map(lambda step: 22.9 + step / 40)
)


@st.composite
def intervals(draw: st.DrawFn, longest: int = 30 * 60) -> tuple[datetime, datetime]:
    starts = MONDAY + timedelta(minutes=draw(st.integers(0, 14 * 48)) * 30)
    return starts, starts + timedelta(minutes=draw(st.sampled_from((1, 30, 60, 90, 150, 240, 391, longest))))


@st.composite
def members(draw: st.DrawFn, number: int) -> Member:
    return Member(
        id=number,
        anchors=tuple(draw(st.lists(points, min_size=1, max_size=2))),
        skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3))),
        availability=draw(st.one_of(st.just(2**28 - 1), st.integers(0, 2**28 - 1))),
        radius_km=draw(st.sampled_from((0.5, 2, 5, 7.5, 20, 100))),
        interests=frozenset(draw(st.sets(st.sampled_from(CATEGORIES)))),
        registered_sites=frozenset(draw(st.sets(st.integers(1, 3)))),
        max_positions=draw(st.integers(0, 3)),
        load_minutes=draw(st.integers(0, 1300)),
        busy=tuple(draw(st.lists(intervals(), max_size=2))),
    )


@st.composite
def positions(draw: st.DrawFn, number: int) -> Position:
    starts, ends = draw(intervals())
    skill = draw(st.sampled_from((None, *SKILLS)))
    headcount = draw(st.integers(1, 12))
    days = [(starts + timedelta(days=day)).date() for day in range(2)]
    return Position(
        id=number,
        session=number,
        site=draw(st.integers(1, 3)),
        at=draw(points),
        starts=starts,
        ends=ends,
        category=draw(st.sampled_from(CATEGORIES)),
        skill=skill,
        level=draw(st.integers(1, 3)) if skill else 0,
        headcount=headcount,
        taken=draw(st.integers(0, headcount)),
        excluded=frozenset(draw(st.sets(MEMBER_IDS, max_size=2))),
        day_types=draw(st.dictionaries(st.sampled_from(days), st.integers(0, 6))),
    )


@st.composite
def problems(draw: st.DrawFn, most_members: int = 6, most_positions: int = 6) -> Problem:
    member_ids = draw(st.lists(MEMBER_IDS, min_size=1, max_size=most_members, unique=True))
    position_ids = draw(st.lists(st.integers(100, 120), min_size=1, max_size=most_positions, unique=True))
    policy = Policy(rest_minutes=draw(st.sampled_from((0, 30))), band_grace_minutes=draw(st.sampled_from((0, 60))))
    return Problem(
        tuple(draw(members(number)) for number in member_ids),
        tuple(draw(positions(number)) for number in position_ids),
        policy,
    )


def far_from_edges(problem: Problem) -> bool:
    """False where the two distance formulas could honestly fall on different sides."""
    for member in problem.members:
        for position in problem.positions:
            distance = reference.distance_km(member, position)
            if abs(distance - member.radius_km) < 1e-9:
                return False
            total = reference.exact_total(member, position)
            if distance > 0 and abs(abs(total - round(total)) - 0.5) < 1e-9:
                return False
    return True


@settings(max_examples=150, deadline=None)
@given(problems())
def test_lists_and_reasons_are_those_of_the_reference(problem: Problem) -> None:
    assume(far_from_edges(problem))
    policy = problem.policy
    position_table = PositionTable.of(problem.positions, policy.band_grace_minutes)
    expected = {
        member.id: reference.ranked_positions(member, list(problem.positions), policy) for member in problem.members
    }

    for member in problem.members:
        found = top_positions(member, position_table, policy)
        assert [(entry.id, entry.score) for entry in found] == expected[member.id]
        for position in problem.positions:
            assert why_not(member, position, policy) == reference.reason(member, position, policy)
    assert top_of_everybody(problem) == expected


@settings(max_examples=150, deadline=None)
@given(problems())
def test_both_directions_give_the_same_pairs(problem: Problem) -> None:
    members_table = MemberTable.of(problem.members)

    from_members = {
        (member.id, entry.id, entry.score, tuple(entry.contributions.items()), entry.distance_m)
        for member in problem.members
        for entry in top_positions(member, problem.positions, problem.policy)
    }
    from_positions = set()
    for position in problem.positions:
        found = top_members(position, members_table, problem.policy)
        assert found == sorted(found, key=lambda entry: (-entry.score, entry.id))
        from_positions |= {
            (entry.id, position.id, entry.score, tuple(entry.contributions.items()), entry.distance_m)
            for entry in found
        }

    assert from_members == from_positions

"""What a plan leaves unfilled, where members were lost, and what would help."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.matching import gap_reference, reference
from tests.matching.gap_reference import Pair
from tests.matching.test_against_reference import far_from_edges, problems
from volunteer.matching.gaps import unfilled
from volunteer.matching.problem import Problem
from volunteer.matching.remedies import Recruit
from volunteer.matching.snapshot import Snapshot


@st.composite
def planned(draw: st.DrawFn) -> tuple[Problem, list[Pair]]:
    """A problem and some feasible pairs, not more than a position has places."""
    drawn = draw(problems())
    members = (
        replace(member, max_positions=draw(st.integers(0, 3)), off_hours_only=draw(st.booleans()))
        for member in drawn.members
    )
    positions = (replace(position, off_hours=draw(st.booleans())) for position in drawn.positions)
    problem = replace(drawn, members=tuple(members), positions=tuple(positions))
    pairs = []
    for position in problem.positions:
        able = [member for member in problem.members if reference.reason(member, position, problem.policy) is None]
        if able and position.free > 0:
            chosen = draw(st.lists(st.sampled_from(able), max_size=position.free, unique_by=lambda member: member.id))
            pairs += [Pair(member.id, position.id) for member in chosen]
    return problem, pairs


@settings(max_examples=100, deadline=None)
@given(planned())
def test_reasons_are_those_of_the_reference_and_count_everybody_once(case: tuple[Problem, list[Pair]]) -> None:
    problem, pairs = case
    assume(far_from_edges(problem))
    position_of = {position.id: position for position in problem.positions}

    found = unfilled(Snapshot.of(problem), pairs)

    here = {number: sum(pair.position == number for pair in pairs) for number in position_of}
    short = [number for number, position in position_of.items() if position.free > here[number]]
    assert [entry.position for entry in found] == short
    for entry in found:
        position = position_of[entry.position]
        assert entry.missing == position.free - here[position.id]
        assert entry.reasons == gap_reference.reason_counts(problem, position, pairs)
        assert sum(entry.reasons.values()) + here[position.id] == len(problem.members)


@settings(max_examples=40, deadline=None)
@given(planned())
def test_remedies_count_whom_the_reference_finds(case: tuple[Problem, list[Pair]]) -> None:
    problem, pairs = case
    assume(far_from_edges(problem))
    position_of = {position.id: position for position in problem.positions}
    for entry in unfilled(Snapshot.of(problem), pairs):
        position = position_of[entry.position]
        people = {remedy.kind: remedy.people for remedy in entry.remedies if not isinstance(remedy, Recruit)}
        close = [
            member
            for member in gap_reference.fails_only({"too_far"}, problem, position, pairs)
            if reference.distance_km(member, position) <= 1.5 * member.radius_km
        ]
        at_other_times = [
            gap_reference.could_come(moved, problem, position, pairs)
            for moved in gap_reference.moved_times(position, problem.policy.band_grace_minutes).values()
        ]
        fitting = gap_reference.fails_only(set(), problem, position, pairs)
        assert people.get("ask", 0) == len(fitting)
        if len(fitting) >= entry.missing:
            assert [remedy.kind for remedy in entry.remedies] == ["ask"]
            continue
        assert people.get("radius", 0) == len(close)
        assert people.get("train", 0) == len(gap_reference.fails_only({"no_skill"}, problem, position, pairs))
        assert people.get("move", 0) == max(at_other_times, default=0)


@settings(max_examples=40, deadline=None)
@given(planned())
def test_remedies_together_fill_what_is_missing(case: tuple[Problem, list[Pair]]) -> None:
    problem, pairs = case
    for entry in unfilled(Snapshot.of(problem), pairs):
        heads = {remedy.kind: remedy.heads for remedy in entry.remedies}
        assert all(1 <= number <= entry.missing for number in heads.values())
        asked = sum(heads.get(kind, 0) for kind in ("ask", "radius", "train"))
        assert max(asked, heads.get("move", 0)) + heads.get("recruit", 0) >= entry.missing

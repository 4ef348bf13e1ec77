"""A city of the pilot's size: every list of the package against a loop over pairs with geopy."""

from __future__ import annotations

import os

import pytest

from benchmarks.matching_problems import draw
from benchmarks.matching_problems.document import problem_of
from tests.matching import reference
from volunteer.matching import Member, Problem, Snapshot, top_of_everybody, top_positions

# One member in so many is looped over; MATCHING_EVERY=1 loops over all 14,000, which takes minutes.
EVERY = int(os.environ.get("MATCHING_EVERY", "100"))


class SlowCity:
    """The reference; which bands a session needs is counted once for all members, minute by minute as ever."""

    def __init__(self, problem: Problem) -> None:
        self._policy = problem.policy
        self._positions = [
            (position, reference.needed_cells(position, problem.policy.band_grace_minutes))
            for position in problem.positions
            if position.taken < position.headcount
        ]

    def ranked(self, member: Member) -> list[tuple[int, int]]:
        """(id, score) of the twenty best positions."""
        found = [
            (position.id, round(reference.exact_total(member, position)))
            for position, cells in self._positions
            if all(member.availability >> (weekday * 4 + band) & 1 for weekday, band in cells)
            and reference.reason(member, position, self._policy) is None
        ]
        return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:20]


@pytest.mark.slow
def test_lists_of_a_whole_city_are_those_of_the_pair_loop() -> None:
    problem = problem_of(draw("pilot", "pilot", 7, "plenty"))
    slow, snapshot = SlowCity(problem), Snapshot.of(problem)

    lists = top_of_everybody(snapshot)

    assert len(lists) == len(problem.members) == 14_000
    for row in range(0, len(problem.members), EVERY):
        member = problem.members[row]
        expected = slow.ranked(member)
        assert lists[member.id] == expected
        alone = top_positions(snapshot.members, snapshot.positions, snapshot.policy, row=row)
        assert [(one.id, one.score) for one in alone] == expected

"""The worked examples, asked from both sides."""

from __future__ import annotations

import pytest

from tests.matching.golden_pairs import GOLDEN_PAIRS, GoldenPair
from volunteer.matching import load_problem, top_members, top_positions, why_not


@pytest.mark.parametrize("pair", GOLDEN_PAIRS, ids=lambda pair: pair.name)
def test_golden_pair(pair: GoldenPair) -> None:
    problem = load_problem(pair.problem())
    member, position = problem.members[0], problem.positions[0]

    positions = top_positions(member, problem.positions, problem.policy)
    members = top_members(position, problem.members, problem.policy)

    if isinstance(pair.expected, str):
        assert (positions, members) == ([], [])
        assert why_not(member, position, problem.policy) == pair.expected
    else:
        assert [(entry.id, entry.score) for entry in positions] == [(position.id, pair.expected)]
        assert [(entry.id, entry.score) for entry in members] == [(member.id, pair.expected)]
        assert why_not(member, position, problem.policy) is None

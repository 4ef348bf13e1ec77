"""A problem laid out for the questions about what stays unfilled."""

from __future__ import annotations

from dataclasses import dataclass

from volunteer.matching.problem import Policy, Problem
from volunteer.matching.tables import MemberTable, PositionTable


@dataclass(frozen=True)
class Laid:
    """Both tables and the policy."""

    members: MemberTable
    positions: PositionTable
    policy: Policy


def laid(problem: Problem) -> Laid:
    """The tables of a problem."""
    policy = problem.policy
    return Laid(MemberTable.of(problem.members), PositionTable.of(problem.positions, policy.band_grace_minutes), policy)

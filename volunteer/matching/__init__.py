"""Who could take which position, and how well it fits: pure arithmetic on members, positions and a policy.

Values in, values out: no database, no web, no clock. ``python -m volunteer.matching`` runs it on a file.
"""

from __future__ import annotations

from volunteer.matching.feasibility import REASONS
from volunteer.matching.problem import Member, Policy, Position, Problem, ProblemError, Weights
from volunteer.matching.reading import load_problem, parse_problem
from volunteer.matching.recommend import Recommendation, top_members, top_of_everybody, top_positions, why_not
from volunteer.matching.tables import MemberTable, PositionTable

__all__ = [
    "REASONS",
    "Member",
    "MemberTable",
    "Policy",
    "Position",
    "PositionTable",
    "Problem",
    "ProblemError",
    "Recommendation",
    "Weights",
    "load_problem",
    "parse_problem",
    "top_members",
    "top_of_everybody",
    "top_positions",
    "why_not",
]

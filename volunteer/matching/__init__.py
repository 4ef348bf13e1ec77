"""Who could take which position, how well it fits, and the best plan as a whole: pure arithmetic.

Values in, values out: no database, no web, no clock but the stopwatch of a plan. ``python -m volunteer.matching`` runs
it on a file.
"""

from __future__ import annotations

from volunteer.matching.checks import Verdict, check
from volunteer.matching.explain import Rank, Why, rank_of, why
from volunteer.matching.feasibility import REASONS
from volunteer.matching.gap_map import Gap, gap_map
from volunteer.matching.gaps import Unfilled, unfilled
from volunteer.matching.lists import top_lists, top_of_everybody
from volunteer.matching.members import MemberTable
from volunteer.matching.planning import Assignment, Ending, Plan, Progress, plan
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import Member, Policy, Position, Problem, ProblemError, Weights
from volunteer.matching.reading import load_problem, parse_problem
from volunteer.matching.recommend import Recommendation, count_members, top_members, top_positions, why_not
from volunteer.matching.remedies import Remedy
from volunteer.matching.snapshot import Snapshot

__all__ = [
    "REASONS",
    "Assignment",
    "Ending",
    "Gap",
    "Member",
    "MemberTable",
    "Plan",
    "Policy",
    "Position",
    "PositionTable",
    "Problem",
    "ProblemError",
    "Progress",
    "Rank",
    "Recommendation",
    "Remedy",
    "Snapshot",
    "Unfilled",
    "Verdict",
    "Weights",
    "Why",
    "check",
    "count_members",
    "gap_map",
    "load_problem",
    "parse_problem",
    "plan",
    "rank_of",
    "top_lists",
    "top_members",
    "top_of_everybody",
    "top_positions",
    "unfilled",
    "why",
    "why_not",
]

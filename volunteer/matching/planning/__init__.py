"""Plans: the best choice of pairs as a whole, with a proven bound."""

from __future__ import annotations

from volunteer.matching.planning.plan import DEFAULT_TIME_LIMIT_S, Progress, plan
from volunteer.matching.planning.result import Assignment, Ending, Plan, gap_of

__all__ = ["DEFAULT_TIME_LIMIT_S", "Assignment", "Ending", "Plan", "Progress", "gap_of", "plan"]

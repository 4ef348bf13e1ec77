"""What a plan is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

PROVEN_GAP = 1e-5


@dataclass(frozen=True, slots=True)
class Assignment:
    """One chosen pair, by ids."""

    member: int
    position: int
    score: int


class Ending(StrEnum):
    """Why the search ended."""

    PROVEN = "proven"  # nothing better by more than the tolerance exists
    TIME = "time"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Plan:
    """Chosen pairs by position id, then member id; figures in thousandths.

    ``objective`` is the sum of score + coverage_bonus, ``bound`` a proven upper bound of what any plan can reach,
    ``gap`` = (bound - objective)/bound, 0 if the bound is 0.
    """

    assignments: tuple[Assignment, ...]
    objective: int
    bound: int
    ending: Ending

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound."""
        return gap_of(self.objective, self.bound)


def gap_of(objective: int, bound: int) -> float:
    """(bound - objective)/bound, 0 if the bound is 0."""
    return float(Fraction(bound - objective, bound)) if bound else 0.0


def near_enough(objective: int, bound: int) -> bool:
    """Whether nothing better by more than a hundred-thousandth of the bound can exist."""
    return bound - objective <= PROVEN_GAP * abs(bound)

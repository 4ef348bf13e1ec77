"""The places that stay empty: at which condition members were lost, and what would fill them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from volunteer.matching.feasibility import REASONS
from volunteer.matching.remedies import Remedy, remedies
from volunteer.matching.snapshot import Snapshot
from volunteer.matching.standing import Ground, standings
from volunteer.matching.usage import Assigned, Usage

ELSEWHERE = "assigned_elsewhere"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A position with ``missing`` heads.

    ``reasons`` counts every member who is not assigned to it once: at the first condition of the contract that fails,
    or as ``assigned_elsewhere``, feasible but used better (without a plan: nobody was chosen yet).
    """

    position: int
    missing: int
    reasons: Mapping[str, int]
    remedies: tuple[Remedy, ...]


def unfilled(
    snapshot: Snapshot, assignments: Iterable[Assigned] = (), not_before: datetime | None = None
) -> tuple[Unfilled, ...]:
    """Each position with places left after the assignments, in the order of the snapshot.

    Without assignments it tells the present state. ``not_before`` keeps moves from ending up in the past.
    ``KeyError`` if an assignment names a member or a position that the snapshot does not hold.
    """
    usage = Usage.of(snapshot.members, snapshot.positions, assignments)
    ground = Ground.of(snapshot.members, snapshot.policy, usage)
    found = {
        row: Unfilled(
            position=standing.position.id,
            missing=standing.missing,
            reasons=dict(zip((*REASONS, ELSEWHERE), standing.reasons(), strict=True)),
            remedies=remedies(standing, ground, not_before),
        )
        for row, standing in standings(snapshot.positions, ground)
    }
    return tuple(found[row] for row in sorted(found))

"""What the page of candidates shows: some of those who suit, what speaks against asking them, how to narrow them."""

from __future__ import annotations

from dataclasses import dataclass

from volunteer.claims.taking import look_at_each
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import visible
from volunteer.projects.models import Position
from volunteer.suggestions.candidate_filters import HIGHEST_LEVEL, CandidateFilters
from volunteer.suggestions.nobody import Nobody, is_quick, why_nobody
from volunteer.suggestions.service import MOST, Suggestion, candidates_for
from volunteer.suggestions.words import Chip, chips_of_candidate


@dataclass(frozen=True)
class Candidate:
    """Somebody who suits, with the reasons; how many offers they have to answer, and whether that is all they may."""

    suggestion: Suggestion
    chips: list[Chip]
    open_offers: int
    at_the_cap: bool


@dataclass(frozen=True)
class CandidatePage:
    """One page of them. `nobody` counts the reasons where nobody suits at all; `slow` where that is left to a click."""

    rows: tuple[Candidate, ...]
    total: int
    page: int
    nobody: Nobody | None = None
    slow: bool = False

    @property
    def pages(self) -> int:
        """How many there are."""
        return -(-self.total // MOST)


def candidate_page(
    actor: Actor, position: Position, filters: CandidateFilters, page: int, *, why: bool = False
) -> CandidatePage:
    """The candidates of a coming position that lacks people; `why` counts the reasons however long it takes."""
    found = candidates_for(actor, position.id, MOST, skip=(page - 1) * MOST, filters=filters)
    if found.total == 0 and not filters.asked:
        if why or is_quick(actor):
            return CandidatePage((), 0, 1, nobody=why_nobody(actor, position.id))
        return CandidatePage((), 0, 1, slow=True)
    if found.total and not found.items:
        return candidate_page(actor, position, filters, -(-found.total // MOST))
    facts = look_at_each(position.id, [one.member.id for one in found.items], clock.now())
    rows = []
    for one in found.items:
        its = facts[one.member.id]
        at_the_cap = its.open_offers >= its.max_open_offers
        rows.append(Candidate(one, chips_of_candidate(one), its.open_offers, at_the_cap))
    return CandidatePage(tuple(rows), found.total, page)


def units_to_choose(actor: Actor, current: int | None) -> list[tuple[int, str]]:
    """The tops of the leader's reach and what hangs directly below them; also the one now chosen."""
    paths = actor.reach(Permission.CLAIM_MANAGE).unit_paths
    top_ids = [ids_of(path)[-1] for path in paths if not any(path != top and path.startswith(top) for top in paths)]
    wanted = visible(Unit, actor, Permission.CLAIM_MANAGE).where(
        Unit.id.in_(top_ids) | Unit.parent_id.in_(top_ids) | (Unit.id == (current or 0)),
        Unit.status == UnitStatus.ACTIVE,
    )
    return [(unit.id, unit.name) for unit in db.session.scalars(wanted.order_by(Unit.path))]


def levels_to_choose(position: Position) -> list[int]:
    """The levels above the one that is asked for."""
    return list(range(position.level + 1, HIGHEST_LEVEL + 1)) if position.skill else []

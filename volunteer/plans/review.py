"""The pairs of a plan as they are looked over: position by position, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import defer

from volunteer.claims.models import Claim
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import PairFilters, answer_of, pairs_of
from volunteer.plans.rules import TO_SEND
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.web.tables import Page, page_of

PAGE_SIZE = 40
EVERY_PAIR = PairFilters(statuses=frozenset(PairStatus))


class Outcome(StrEnum):
    """What became of a pair: looked at, asked and answered, or not asked at all."""

    PROPOSED = "proposed"
    PINNED = "pinned"
    REMOVED = "removed"
    ACCEPTED = "accepted"
    OPEN = "open"  # asked, not answered yet
    DECLINED = "declined"
    LAPSED = "lapsed"
    RELEASED = "released"  # accepted, and given up again by one side or the other
    REFUSED = "refused"  # could not be asked any more


# Those a list can be narrowed to, before and after the plan is sent.
LOOKED_OVER = (Outcome.PROPOSED, Outcome.PINNED, Outcome.REMOVED, Outcome.REFUSED)
ANSWERS = (Outcome.ACCEPTED, Outcome.OPEN, Outcome.DECLINED, Outcome.LAPSED, Outcome.RELEASED, Outcome.REFUSED)


@dataclass(frozen=True)
class Wanted:
    """What the list of pairs is narrowed to: a town or site, one outcome."""

    place_id: int | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class PositionPairs:
    """A position with those on this page whom the plan has in mind for it; `meant` counts all whom it would ask."""

    position: Position
    pairs: Sequence[PlanPair]
    meant: int

    @property
    def missing(self) -> int:
        """Places that are free now."""
        return self.position.headcount - self.position.taken - self.position.reserved


def told_of(plan: Plan) -> Sequence[Outcome]:
    """The outcomes that the pairs of a plan can have by now."""
    return ANSWERS if plan.status == PlanStatus.SENT else LOOKED_OVER


def outcomes_of(plan_ids: Iterable[int], now: datetime) -> dict[int, Counter[Outcome]]:
    """How many pairs of each plan came to what."""
    counts: dict[int, Counter[Outcome]] = {plan_id: Counter() for plan_id in plan_ids}
    outcome = _outcome(now)
    statement = select(PlanPair.plan_id, outcome, func.count()).select_from(PlanPair).outerjoin(PlanPair.claim)
    chosen = statement.where(PlanPair.plan_id.in_(counts)).group_by(PlanPair.plan_id, outcome)
    for plan_id, name, count in db.session.execute(chosen):
        counts[plan_id][Outcome(name)] = count
    return counts


@dataclass(frozen=True)
class Latest:
    """A plan in short: whom it would ask or asked, and how many of them have said yes."""

    plan: Plan
    meant: int
    accepted: int


def latest(actor: Actor, now: datetime) -> Latest | None:
    """The newest plan within reach that was worked out and not discarded."""
    newest = (
        visible(Plan, actor, Permission.PLAN_RUN)
        .where(Plan.status != PlanStatus.DISCARDED, Plan.solved_at.is_not(None))
        .with_only_columns(func.max(Plan.id))
        .scalar_subquery()
    )
    outcome, pairs = _outcome(now), func.count(PlanPair.member_id)
    meant = pairs.filter(outcome.not_in((Outcome.REMOVED, Outcome.REFUSED)))
    statement = (
        select(Plan, meant, pairs.filter(outcome == Outcome.ACCEPTED))
        .outerjoin(PlanPair, PlanPair.plan_id == Plan.id)
        .outerjoin(Claim, Claim.id == PlanPair.claim_id)
        .where(Plan.id == newest)
        .group_by(Plan.id)
        .options(defer(Plan.unfilled))
    )
    row = db.session.execute(statement).one_or_none()
    return Latest(*row) if row else None


def places_of(plan_id: int, chosen_id: int | None) -> list[tuple[int, str]]:
    """The towns that the plan has somebody in mind for, and the place that was chosen, by name."""
    town = (
        select(Place.parent_id)
        .join(ServiceSession, ServiceSession.site_id == Place.id)
        .join(Position, Position.session_id == ServiceSession.id)
        .where(Position.id.in_(select(PlanPair.position_id).where(PlanPair.plan_id == plan_id)))
    )
    statement = select(Place.id, Place.name).where(or_(Place.id.in_(town), Place.id == chosen_id))
    return [(place_id, name) for place_id, name in db.session.execute(statement.order_by(Place.name))]


def page_of_pairs(plan: Plan, wanted: Wanted, now: datetime) -> Page:
    """One page of pairs as `PositionPairs`, soonest first; a position with many goes on overleaf."""
    statement = pairs_of(plan, EVERY_PAIR).outerjoin(Claim, Claim.id == PlanPair.claim_id)
    if wanted.place_id is not None:
        statement = statement.where(or_(Place.id == wanted.place_id, Place.parent_id == wanted.place_id))
    if wanted.outcome is not None:
        statement = statement.where(_outcome(now) == wanted.outcome)
    found = page_of(statement, size=PAGE_SIZE)
    meant = _meant(plan.id, {pair.position_id for pair in found.items})
    groups = [
        PositionPairs(position, list(pairs), meant.get(position.id, 0))
        for position, pairs in groupby(found.items, key=attrgetter("position"))
    ]
    return Page(groups, found.total, found.page, found.size)


def _meant(plan_id: int, position_ids: Iterable[int]) -> dict[int, int]:
    statement = select(PlanPair.position_id, func.count()).where(
        PlanPair.plan_id == plan_id, PlanPair.position_id.in_(position_ids), PlanPair.status.in_(TO_SEND)
    )
    return dict(db.session.execute(statement.group_by(PlanPair.position_id)).all())


def _outcome(now: datetime) -> ColumnElement[str]:
    return case((PlanPair.status != PairStatus.SENT, PlanPair.status), else_=answer_of(now))

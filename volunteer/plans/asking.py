"""Where an offer was declined or ran out and the place is free, the next best is asked.

The waitlist comes first (D14): a place given back goes to it at once, in the transaction that gives it back, so that
what is free here has nobody waiting. Open invitations are left their chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, insert, or_, select

from volunteer import matching
from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.kernel.database import db
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import TO_SEND
from volunteer.plans.scope import market_of
from volunteer.plans.solving import problem_of
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_rows import stays_open
from volunteer.suggestions.adapter import POLICY

# Reasons for which an offer could not be made to one member; another may well take the place.
OF_THE_MEMBER = frozenset(
    {"already_claimed", "no_skill", "overlap", "paused", "too_many_claims", "too_many_offers", "unavailable"}
)


@dataclass(frozen=True)
class Vacancy:
    """Places of one position that nobody took up, and those whom the plan had asked for it already."""

    position_id: int
    places: int
    asked: frozenset[int]


def propose_next(plan: Plan, now: datetime) -> int:
    """Add a pair for every vacancy that somebody suits, to go out with the next delivery; how many."""
    vacancies = vacancies_of(plan, now)
    if not vacancies:
        return 0
    rows = _next_best(plan, vacancies, now)
    if rows:
        db.session.execute(insert(PlanPair), rows)
    return len(rows)


def vacancies_of(plan: Plan, now: datetime) -> list[Vacancy]:
    """The positions of a sent plan where an asked member is not coming and a place is free, earliest first."""
    invited = _count(Claim, Claim.position_id == Position.id, Claim.status == ClaimStatus.INVITED, ~lapsed(now))
    sent = PlanPair.plan_id.in_(select(Plan.id).where(Plan.status == PlanStatus.SENT))
    going_out = _count(PlanPair, PlanPair.position_id == Position.id, PlanPair.status.in_(TO_SEND), sent)
    free = Position.headcount - Position.taken - Position.reserved - invited - going_out
    statement = (
        select(Position.id, free.label("free"), func.array_agg(PlanPair.member_id).label("asked"))
        .select_from(PlanPair)
        .join(Position, Position.id == PlanPair.position_id)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .outerjoin(Claim, Claim.id == PlanPair.claim_id)
        .where(PlanPair.plan_id == plan.id, *stays_open(now), free > 0)
        .group_by(Position.id, ServiceSession.starts)
        .having(func.bool_or(_is_not_coming()))
        .order_by(ServiceSession.starts, Position.id)
    )
    return [Vacancy(row.id, row.free, frozenset(row.asked)) for row in db.session.execute(statement)]


def _is_not_coming() -> ColumnElement[bool]:
    """The pair's offer ended without a yes, or could not be made for a reason of the member's own."""
    ended = and_(Claim.id.is_not(None), Claim.status.not_in(LIVE))
    return or_(ended, and_(PlanPair.status == PairStatus.REFUSED, PlanPair.reason.in_(OF_THE_MEMBER)))


def _count(table: type[Claim] | type[PlanPair], *which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*which).correlate(Position).scalar_subquery()


def _next_best(plan: Plan, vacancies: Sequence[Vacancy], now: datetime) -> list[dict[str, Any]]:
    """One row for each place and member, best first; nobody is asked for two places at a time."""
    wanted = [vacancy.position_id for vacancy in vacancies]
    market = market_of(plan, now, [Position.id.in_(wanted)])
    asked = {vacancy.position_id: set(vacancy.asked) for vacancy in vacancies}
    problem = problem_of(market, plan.unit.path, now, asked)
    table = matching.MemberTable.of([member for member in problem.members if member.max_positions > 0])
    positions = {position.id: position for position in problem.positions}
    rows: list[dict[str, Any]] = []
    taken: set[int] = set()
    for vacancy in vacancies:
        position = positions.get(vacancy.position_id)
        if position is None:
            continue
        best = matching.top_members(
            replace(position, excluded=position.excluded | taken), table, POLICY, vacancy.places
        )
        taken.update(one.id for one in best)
        rows += [
            {
                "plan_id": plan.id,
                "position_id": position.id,
                "member_id": one.id,
                "status": PairStatus.PROPOSED,
                "score": one.score,
                "distance_m": one.distance_m,
                "reasons": one.contributions,
            }
            for one in best
        ]
    return rows

"""A sent plan's pairs become offers, a few at a time, each refused or made by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select

from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.outcomes import Taken
from volunteer.claims.states import COUNTS_OPEN
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role
from volunteer.people.models import Member
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import status_counts
from volunteer.plans.rules import PAIR_MACHINE, TO_SEND
from volunteer.plans.states import PairStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.suggestions.models import NotForMe

# So many offers in one transaction: it holds their members' and positions' rows until it ends, 4 ms for each.
AT_ONCE = 25
BY_THE_JOB = 100


@dataclass(frozen=True)
class Sent:
    """How many pairs of a plan are offers, how many could not become one, how many still wait to go out."""

    sent: int
    refused: int
    waiting: int


def deliver(plan: Plan, seconds: float = float("inf"), progress: Callable[[int], None] | None = None) -> Sent:
    """Send out what waits, until the time is up; `progress` is told how many went."""
    began, gone = time.monotonic(), 0
    plan_id, sender = plan.id, sender_of(plan)
    while done := deliver_some(sender, plan_id, AT_ONCE):
        gone += done
        if progress is not None:
            progress(gone)
        if time.monotonic() - began > seconds:
            break
    counts = status_counts(plan_id)
    waiting = sum(counts[status] for status in PairStatus if status in TO_SEND)
    return Sent(counts[PairStatus.SENT], counts[PairStatus.REFUSED], waiting)


def sender_of(plan: Plan) -> Actor:
    """Whoever made the plan, with the committee's word over its unit: what waits goes out though a role ended."""
    unit = plan.unit
    grant = GrantView(Role.COMMITTEE, "unit", unit.id, unit.path, unit.tier)
    return Actor(account_id=plan.created_by, grants=(grant,))


@use_case
def deliver_some(work: Work, sender: Actor, plan_id: int, most: int) -> int:
    """Offer the next pairs their places; how many pairs were settled. Two at it take different ones."""
    pairs = _next_pairs(plan_id, most)
    _lock(pairs)
    against = _reasons_against(plan_id, pairs)
    for pair in pairs:
        key = (pair.position_id, pair.member_id)
        outcome = against.get(key) or _offer(sender, *key)
        if isinstance(outcome, Taken):
            PAIR_MACHINE.move(pair, "offer")
            pair.claim_id = outcome.id
        else:
            PAIR_MACHINE.move(pair, "refuse")
            pair.reason = outcome
        db.session.flush()
    return len(pairs)


def _next_pairs(plan_id: int, most: int) -> Sequence[PlanPair]:
    """Those whose session comes first, taken from whoever else is sending."""
    statement = (
        select(PlanPair)
        .join(PlanPair.position)
        .join(Position.session)
        .where(PlanPair.plan_id == plan_id, PlanPair.status.in_(TO_SEND))
        .order_by(ServiceSession.starts, PlanPair.position_id, PlanPair.score.desc(), PlanPair.member_id)
        .limit(most)
        .with_for_update(of=PlanPair, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _lock(pairs: Sequence[PlanPair]) -> None:
    """Members before positions, each in the order of their ids, so that nobody waits in a circle (D30)."""
    members = select(Member.id).where(Member.id.in_({pair.member_id for pair in pairs})).order_by(Member.id)
    db.session.execute(members.with_for_update(key_share=True))
    positions = select(Position.id).where(Position.id.in_({pair.position_id for pair in pairs})).order_by(Position.id)
    db.session.execute(positions.with_for_update(key_share=True))


def _reasons_against(plan_id: int, pairs: Sequence[PlanPair]) -> dict[tuple[int, int], str]:
    """What would make an offer pointless by now: an offer itself is refused only when it could never be accepted."""
    own = (Claim.member_id == Member.id, Claim.blocks, Claim.period.op("&&")(_period()))
    open_claims = select(func.count()).where(Claim.member_id == Member.id, Claim.status.in_(COUNTS_OPEN))
    not_for_them = exists().where(NotForMe.member_id == Member.id, NotForMe.project_id == Position.project_id)
    statement = (
        select(
            PlanPair.position_id,
            PlanPair.member_id,
            exists().where(*own).label("overlap"),
            (open_claims.scalar_subquery() >= Member.max_positions).label("too_many_claims"),
            or_(Member.recommendations_on.is_(False), not_for_them).label("unavailable"),
        )
        .select_from(PlanPair)
        .join(Member, Member.id == PlanPair.member_id)
        .join(Position, Position.id == PlanPair.position_id)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .where(
            PlanPair.plan_id == plan_id,
            PlanPair.member_id.in_({pair.member_id for pair in pairs}),
            PlanPair.position_id.in_({pair.position_id for pair in pairs}),
        )
    )
    reasons = ("unavailable", "overlap", "too_many_claims")
    return {
        (row.position_id, row.member_id): next(reason for reason in reasons if getattr(row, reason))
        for row in db.session.execute(statement)
        if any(getattr(row, reason) for reason in reasons)
    }


def _period() -> ColumnElement[object]:
    return func.tstzrange(ServiceSession.starts, ServiceSession.ends)


def _offer(sender: Actor, position_id: int, member_id: int) -> Taken | str:
    """An offer, or the name of why not; a refusal by the database spoils only itself."""
    try:
        with db.session.begin_nested():
            return claims.claim_for(sender, position_id, member_id)
    except Refused as refusal:
        return refusal.reason
    except NotVisible:
        return "not_yours"

"""Reading plans, their pairs, what they leave unfilled and how the people asked answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import defer, joinedload

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.rules import ASKED
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.people.models import Member
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import IN_PLAN, TO_SEND
from volunteer.plans.states import PairStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.web.api import LARGEST_ID

ACCEPTED = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.REQUESTED, ClaimStatus.RECONFIRM, ClaimStatus.ATTENDED})


def plans_seen(actor: Actor) -> Select[Plan]:
    """The plans within reach, newest first; what they leave unfilled is long, and read only where it is shown."""
    seen = visible(Plan, actor, Permission.PLAN_RUN)
    parts = (joinedload(Plan.unit, innerjoin=True), joinedload(Plan.town), defer(Plan.unfilled))
    return seen.options(*parts).order_by(Plan.id.desc())


def plan_seen(actor: Actor, plan_id: int) -> Plan:
    """One plan within reach, as it is now, or NotVisible."""
    one = plans_seen(actor).where(Plan.id == plan_id).execution_options(populate_existing=True)
    plan = db.session.scalar(one) if plan_id <= LARGEST_ID else None
    if plan is None:
        raise NotVisible
    return plan


@dataclass(frozen=True)
class PairFilters:
    """Which pairs of a plan are wanted."""

    town_id: int | None = None
    site_id: int | None = None
    position_id: int | None = None
    statuses: frozenset[str] = IN_PLAN


def pairs_of(plan: Plan, filters: PairFilters = PairFilters()) -> Select[PlanPair]:
    """The pairs by the start of their session, those of one position together: pinned first, then best first."""
    return (
        select(PlanPair)
        .join(PlanPair.position)
        .join(Position.session)
        .join(ServiceSession.site)
        .where(PlanPair.plan_id == plan.id, PlanPair.status.in_(filters.statuses), *_narrowing(filters))
        .order_by(
            ServiceSession.starts,
            Position.session_id,
            Position.line,
            PlanPair.status != PairStatus.PINNED,
            PlanPair.score.desc(),
            PlanPair.member_id,
        )
        .options(
            joinedload(PlanPair.member, innerjoin=True).joinedload(Member.unit, innerjoin=True),
            joinedload(PlanPair.position, innerjoin=True).joinedload(Position.project, innerjoin=True),
            joinedload(PlanPair.position, innerjoin=True)
            .joinedload(Position.session, innerjoin=True)
            .joinedload(ServiceSession.site, innerjoin=True)
            .joinedload(Place.parent),
            joinedload(PlanPair.claim),
        )
    )


def _narrowing(filters: PairFilters) -> Iterable[ColumnElement[bool]]:
    if filters.town_id is not None:
        yield Place.parent_id == filters.town_id
    if filters.site_id is not None:
        yield Place.id == filters.site_id
    if filters.position_id is not None:
        yield PlanPair.position_id == filters.position_id


def status_counts(plan_id: int) -> dict[PairStatus, int]:
    """How many pairs stand where; every state is named."""
    rows = select(PlanPair.status, func.count()).where(PlanPair.plan_id == plan_id).group_by(PlanPair.status)
    found: dict[str, int] = {status: count for status, count in db.session.execute(rows)}
    return {status: found.get(status, 0) for status in PairStatus}


@dataclass(frozen=True)
class Answers:
    """How those answered who were asked; `waiting_to_go` are not asked yet."""

    waiting_to_go: int
    accepted: int
    open: int
    declined: int
    lapsed: int
    released: int  # said yes and gave the place back, or the place was taken back

    @property
    def asked(self) -> int:
        """Everybody who was asked."""
        return self.accepted + self.open + self.declined + self.lapsed + self.released


def answers(plan_id: int, now: datetime) -> Answers:
    """The answers to a plan's offers so far."""
    rows = (
        select(answer_of(now), func.count())
        .select_from(PlanPair)
        .outerjoin(Claim, Claim.id == PlanPair.claim_id)
        .where(PlanPair.plan_id == plan_id, PlanPair.status.in_({*TO_SEND, PairStatus.SENT}))
        .group_by("answer")
    )
    found = Counter({name: count for name, count in db.session.execute(rows)})
    return Answers(**{name: found[name] for name in Answers.__dataclass_fields__})


def answer_of(now: datetime) -> ColumnElement[str]:
    """The name in `Answers` that a pair counts under. Needs Claim joined from the outside."""
    return case(
        (Claim.id.is_(None), "waiting_to_go"),
        (lapsed(now), "lapsed"),
        (Claim.status.in_(ACCEPTED), "accepted"),
        (Claim.status.in_(ASKED), "open"),
        (Claim.status == ClaimStatus.DECLINED, "declined"),
        (Claim.status == ClaimStatus.LAPSED, "lapsed"),
        else_="released",
    ).label("answer")


@dataclass(frozen=True)
class LeftShort:
    """A position that the plan does not fill: how many members were lost at which reason, and what would help."""

    position: Position
    missing: int
    reasons: Mapping[str, int]
    remedies: Sequence[Mapping[str, Any]]


def left_short(plan: Plan) -> list[dict[str, Any]]:
    """What the plan leaves unfilled as it is kept, the most missing first, then by position."""
    return sorted(plan.unfilled, key=lambda one: (-one["missing"], one["position"]))


def positions_left(plan: Plan, limit: int, offset: int = 0) -> list[LeftShort]:
    """The same with the positions themselves."""
    ordered = left_short(plan)[offset : offset + limit]
    statement = (
        select(Position)
        .where(Position.id.in_([one["position"] for one in ordered]))
        .options(
            joinedload(Position.project, innerjoin=True),
            joinedload(Position.session, innerjoin=True)
            .joinedload(ServiceSession.site, innerjoin=True)
            .joinedload(Place.parent),
        )
    )
    positions = {position.id: position for position in db.session.scalars(statement)}
    return [LeftShort(positions[one["position"]], one["missing"], one["reasons"], one["remedies"]) for one in ordered]


def in_the_way_of(pair: PlanPair) -> str | None:
    """Why a removed pair cannot be put back: its place was given away, or its member is planned at that time."""
    position, session = pair.position, pair.position.session
    in_plan = (PlanPair.plan_id == pair.plan_id, PlanPair.status.in_(TO_SEND))
    here = select(func.count()).where(*in_plan, PlanPair.position_id == pair.position_id).scalar_subquery()
    meanwhile = (
        select(func.count())
        .select_from(PlanPair)
        .join(Position, Position.id == PlanPair.position_id)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .where(
            *in_plan,
            PlanPair.member_id == pair.member_id,
            ServiceSession.starts < session.ends,
            ServiceSession.ends > session.starts,
        )
        .scalar_subquery()
    )
    held, overlapping = db.session.execute(select(here, meanwhile)).one()
    if session.starts <= clock.now():
        return "begun"
    if position.taken + position.reserved + held >= position.headcount:
        return "full"
    return "overlap" if overlapping else None

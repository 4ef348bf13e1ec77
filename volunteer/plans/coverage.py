"""What a plan would achieve: how full places, sites and towns are without it and with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from volunteer.claims.queries import longest_offer
from volunteer.kernel.database import db
from volunteer.organization.models import Place
from volunteer.plans.asks import most_at_once
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import TO_SEND, gap
from volunteer.plans.scope import held_by, window_of
from volunteer.plans.states import PlanStatus
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.suggestions.adapter import POLICY

WORST_SITES = 10


@dataclass(frozen=True)
class Spot:
    """A place by id and name."""

    id: int
    name: str


@dataclass(frozen=True)
class Fill:
    """Places asked for, taken by now, and taken once everybody planned has said yes."""

    heads: int
    now: int
    then: int

    @property
    def share_now(self) -> float:
        """The share taken by now."""
        return self.now / self.heads if self.heads else 1.0

    @property
    def share_then(self) -> float:
        """The share taken with the plan."""
        return self.then / self.heads if self.heads else 1.0


@dataclass(frozen=True)
class SiteFill:
    """One site within the plan's window."""

    site: Spot
    town: Spot | None
    fill: Fill


@dataclass(frozen=True)
class TownFill:
    """One town: its places, its sites, and how many of those have nobody at all."""

    town: Spot | None
    fill: Fill
    sites: int
    empty_now: int
    empty_then: int


@dataclass(frozen=True)
class Coverage:
    """The whole of it; towns and `worst` sites with the lowest share first."""

    total: Fill
    towns: tuple[TownFill, ...]
    sites: int
    empty_now: int
    empty_then: int
    worst: tuple[SiteFill, ...]


def coverage_of(plan: Plan, now: datetime) -> Coverage:
    """Over the positions that could be claimed when the plan was solved, as they stand at this moment."""
    sites = _sites(plan, now)
    by_town: dict[Spot | None, list[SiteFill]] = {}
    for site in sites:
        by_town.setdefault(site.town, []).append(site)
    towns = [
        TownFill(town, _sum(of_town), len(of_town), _empty_now(of_town), _empty_then(of_town))
        for town, of_town in by_town.items()
    ]
    return Coverage(
        total=_sum(sites),
        towns=tuple(sorted(towns, key=lambda one: (one.fill.share_then, -one.fill.heads))),
        sites=len(sites),
        empty_now=_empty_now(sites),
        empty_then=_empty_then(sites),
        worst=tuple(sorted(sites, key=lambda one: (one.fill.share_then, -one.fill.heads))[:WORST_SITES]),
    )


@dataclass(frozen=True)
class Consequences:
    """What is said before a plan is sent."""

    offers: int
    members: int
    cap: int
    longest_offer: timedelta


def consequences(plan: Plan) -> Consequences:
    """How many offers would go to how many people, how many one may have at once, how long one stands at most."""
    offers, members = db.session.execute(
        select(func.count(), func.count(PlanPair.member_id.distinct())).where(
            PlanPair.plan_id == plan.id, PlanPair.status.in_(TO_SEND)
        )
    ).one()
    return Consequences(offers, members, most_at_once(plan.unit.path), longest_offer(plan.unit.path))


@dataclass(frozen=True)
class Quality:
    """How near a plan is to the best possible; `current` is false once pairs were taken out or put back by hand."""

    objective: int
    bound: int
    gap: float
    current: bool


def quality(plan: Plan) -> Quality:
    """As it was solved, and whether a draft still is what was solved."""
    value = func.coalesce(func.sum(PlanPair.score + POLICY.coverage_bonus), 0)
    statement = select(value).where(PlanPair.plan_id == plan.id, PlanPair.status.in_(TO_SEND))
    current = plan.status != PlanStatus.DRAFT or db.session.scalar(statement) == plan.objective
    return Quality(plan.objective, plan.bound, gap(plan.objective, plan.bound), current)


def _sites(plan: Plan, now: datetime) -> list[SiteFill]:
    """One statement, a row for each site."""
    town = aliased(Place)
    planned = (
        select(func.count())
        .where(PlanPair.plan_id == plan.id, PlanPair.position_id == Position.id, PlanPair.status.in_(TO_SEND))
        .scalar_subquery()
    )
    gone = Position.taken + Position.reserved
    since = plan.solved_at or now
    span = window_of(plan)
    statement = (
        select(
            Place.id,
            Place.name,
            town.id,
            town.name,
            func.sum(Position.headcount),
            func.sum(gone),
            func.sum(func.least(Position.headcount, gone + planned)),
        )
        .select_from(Position)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .outerjoin(town, town.id == Place.parent_id)
        .where(
            *held_by(plan),
            Project.status.in_((ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)),
            or_(Project.opens_at.is_(None), Project.opens_at <= since),
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.starts > since,
            ServiceSession.starts >= span.begins,
            ServiceSession.starts < span.ends,
        )
        .group_by(Place.id, Place.name, town.id, town.name)
        .order_by(Place.id)
    )
    return [
        SiteFill(Spot(site, name), Spot(above, above_name) if above else None, Fill(int(heads), int(taken), int(then)))
        for site, name, above, above_name, heads, taken, then in db.session.execute(statement)
    ]


def _sum(sites: Iterable[SiteFill]) -> Fill:
    fills = [site.fill for site in sites]
    return Fill(sum(one.heads for one in fills), sum(one.now for one in fills), sum(one.then for one in fills))


def _empty_now(sites: Sequence[SiteFill]) -> int:
    return sum(site.fill.now == 0 for site in sites)


def _empty_then(sites: Sequence[SiteFill]) -> int:
    return sum(site.fill.then == 0 for site in sites)

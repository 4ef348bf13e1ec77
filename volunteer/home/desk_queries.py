"""What awaits leaders: one select a kind, each limited to the actor's reach, in the order in which it is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from volunteer.access.vacancies import unled
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.claims.models import Claim
from volunteer.claims.queries import with_parts
from volunteer.claims.rules import ASKED
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.demands.models import Demand
from volunteer.demands.pressing import PRESSING_FIRST
from volunteer.demands.states import DemandStatus
from volunteer.gaps.places import FREE, GONE
from volunteer.home.rows import Fill, Standing
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span, coming
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import answered_within, unit_within
from volunteer.people.models import SERVING, Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

GAP_WITHIN = timedelta(days=3)
SILENT_BEFORE = timedelta(hours=12)
MOST_FILLS = 400


def demands_to_answer(actor: Actor, _now: datetime) -> Select[Demand]:
    """Submitted demands that the actor's units answer, the most pressing first."""
    return (
        select(Demand)
        .where(
            Demand.status == DemandStatus.SUBMITTED,
            unit_within(Demand.responsible_unit_id, actor.reach(Permission.DEMAND_HANDLE)),
        )
        .options(
            joinedload(Demand.site, innerjoin=True),
            joinedload(Demand.asked_by_unit),
            joinedload(Demand.responsible_unit),
        )
        .order_by(*PRESSING_FIRST, Demand.id)
    )


def claims_to_approve(actor: Actor, now: datetime) -> Select[Claim]:
    """Requested claims of members within reach, soonest session first."""
    return (
        with_parts(_claims(actor))
        .where(Claim.status == ClaimStatus.REQUESTED, func.lower(Claim.period) > now)
        .order_by(func.lower(Claim.period), Claim.id)
    )


def nobody_answered(actor: Actor, now: datetime) -> Select[Claim]:
    """People who were asked and did not answer, or hardly have time left to, while the place still lacks somebody."""
    again = aliased(Claim)
    holds = select(again.id).where(
        again.member_id == Claim.member_id, again.position_id == Claim.position_id, again.status.in_(LIVE)
    )
    waiting = and_(Claim.status.in_(ASKED), Claim.respond_by <= now + SILENT_BEFORE)
    gone_by = and_(Claim.status == ClaimStatus.LAPSED, FREE > 0, ~holds.exists())
    lacking = select(Position.id).join(Position.project).where(Project.status == ProjectStatus.PUBLISHED)
    return (
        with_parts(_claims(actor))
        .join(Position, Position.id == Claim.position_id)
        .where(or_(waiting, gone_by), func.lower(Claim.period) > now, Claim.position_id.in_(lacking))
        .order_by(func.lower(Claim.period), Claim.id)
    )


def hours_to_confirm(actor: Actor, _now: datetime) -> Select[Any]:
    """Pending hours within reach by session, oldest first; never the actor's own (D19)."""
    return (
        select(
            ServiceSession.id,
            Project.title,
            ServiceSession.starts,
            func.sum(HoursProposal.minutes),
            func.array_agg(HoursProposal.id),
        )
        .join(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(
            HoursProposal.status == ProposalStatus.PENDING,
            HoursProposal.source != HoursSource.BACKFILLED,
            HoursProposal.member_id.is_distinct_from(actor.member_id),
            answered_within(HoursProposal.unit_id, actor.reach(Permission.HOURS_CONFIRM)),
        )
        .group_by(ServiceSession.id, Project.title)
        .order_by(ServiceSession.starts, ServiceSession.id)
    )


def sessions_without_host(actor: Actor, now: datetime) -> Select[ServiceSession]:
    """Sessions of today and tomorrow that nobody is named to answer for."""
    tomorrow = clock.local(now).date() + timedelta(days=1)
    return (
        select(ServiceSession)
        .join(ServiceSession.project)
        .where(
            *_organized(actor, now),
            ServiceSession.starts < Span(tomorrow, tomorrow).ends,
            ServiceSession.host_id.is_(None),
        )
        .options(contains_eager(ServiceSession.project), joinedload(ServiceSession.site, innerjoin=True))
        .order_by(ServiceSession.starts, ServiceSession.id)
    )


def gaps_soon(actor: Actor, now: datetime) -> Select[Any]:
    """Places of the next three days that lack somebody."""
    return _fills(actor, now).where(ServiceSession.starts <= now + GAP_WITHIN, FREE > 0)


def fills(actor: Actor, now: datetime) -> list[Fill]:
    """The places of the sessions of the coming two weeks that the actor's units organize."""
    statement = _fills(actor, now).where(ServiceSession.starts < coming(clock.local(now).date()).ends)
    return [Fill(*row) for row in db.session.execute(statement.limit(MOST_FILLS))]


def gaps_among(fills: Sequence[Fill], now: datetime) -> list[Fill] | None:
    """The same as `gaps_soon`, out of all that `fills` found; None when it found more than it reads."""
    if len(fills) == MOST_FILLS and fills[-1].starts <= now + GAP_WITHIN:
        return None
    return [fill for fill in fills if fill.starts <= now + GAP_WITHIN and fill.missing > 0]


def standing(unit_id: int, now: datetime, beside: Iterable[Subquery] = ()) -> tuple[Standing, Sequence[Any]]:
    """A leader's unit: how large it is and how far it has come; and what else is asked in the same statement.

    Each query of `beside` gives one row.
    """
    top = aliased(Unit, name="top")
    below = select(Unit.id).where(func.starts_with(Unit.path, top.path)).correlate(top)
    squads = select(func.count()).where(
        Unit.tier == Tier.SQUAD, Unit.status == UnitStatus.ACTIVE, func.starts_with(Unit.path, top.path)
    )
    people = select(func.count()).where(Member.unit_id.in_(below), Member.kind.in_(SERVING))
    activated = (
        select(Member.id)
        .join(Account, Account.id == Member.account_id)
        .where(Member.unit_id.in_(below), Account.status == AccountStatus.ACTIVE)
    )
    published = select(Project.id).where(Project.unit_id.in_(below), Project.published_at.is_not(None))
    leaderless = select(func.count(Unit.id)).where(Unit.id.in_(below), Unit.id != top.id, unled(now))
    statement: Select[Any] = select(
        top,
        squads.correlate(top).scalar_subquery(),
        people.correlate(top).scalar_subquery(),
        activated.correlate(top).exists(),
        published.correlate(top).exists(),
        leaderless.correlate(top).scalar_subquery(),
    )
    statement = statement.select_from(top).where(top.id == unit_id)
    own = len(statement.column_descriptions)
    for one in beside:
        statement = statement.join(one, true()).add_columns(*one.c)
    row = db.session.execute(statement).one()
    return Standing(*row[:own]), row[own:]


def _claims(actor: Actor) -> Select[Claim]:
    return select(Claim).where(unit_within(Claim.unit_id, actor.reach(Permission.CLAIM_MANAGE)))


def _organized(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sessions ahead of the units for which the actor organizes; needs the project joined."""
    return (
        Project.status == ProjectStatus.PUBLISHED,
        ServiceSession.status == SessionStatus.PLANNED,
        ServiceSession.starts > now,
        unit_within(Project.unit_id, actor.reach(Permission.PROJECT_EDIT)),
    )


def _fills(actor: Actor, now: datetime) -> Select[Any]:
    return (
        select(
            Position.id,
            Project.id,
            Project.title,
            ServiceSession.id,
            Position.title,
            ServiceSession.starts,
            ServiceSession.ends,
            func.coalesce(ServiceSession.public_place, Place.name),
            Position.headcount,
            GONE,
        )
        .join(Position.session)
        .join(Project, Project.id == Position.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .where(*_organized(actor, now))
        .order_by(ServiceSession.starts, ServiceSession.id, Position.line)
    )

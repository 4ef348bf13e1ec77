"""What awaits leaders, and where help is missing: one statement a block, each limited to the actor's reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import joinedload

from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed, with_parts
from volunteer.claims.rules import ASKED
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.home.rows import Fill, HoursToConfirm
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

SHOWN = 8
AHEAD = timedelta(days=14)
AT_RISK_WITHIN = timedelta(days=1)


def demands_to_answer(actor: Actor) -> Sequence[Demand]:
    """Submitted demands the actor may accept, most pressing first."""
    statement = (
        select(Demand)
        .where(
            Demand.status == DemandStatus.SUBMITTED,
            unit_within(Demand.responsible_unit_id, actor.reach(Permission.DEMAND_HANDLE)),
        )
        .options(joinedload(Demand.site, innerjoin=True))
        .order_by(Demand.deadline.asc().nulls_last(), Demand.id)
        .limit(SHOWN)
    )
    return db.session.scalars(statement).all()


def claims_to_approve(actor: Actor, now: datetime) -> Sequence[Claim]:
    """Requested claims of members within reach, soonest session first."""
    statement = (
        with_parts(_claims(actor))
        .where(Claim.status == ClaimStatus.REQUESTED, func.lower(Claim.period) > now)
        .order_by(func.lower(Claim.period), Claim.id)
        .limit(SHOWN)
    )
    return db.session.scalars(statement).all()


def offers_unanswered(actor: Actor, now: datetime) -> Sequence[Claim]:
    """Offers and invitations to members within reach that still wait, soonest to lapse first."""
    statement = (
        with_parts(_claims(actor))
        .where(Claim.status.in_(ASKED), not_(lapsed(now)))
        .order_by(Claim.respond_by, Claim.id)
        .limit(SHOWN)
    )
    return db.session.scalars(statement).all()


def hours_to_confirm(actor: Actor) -> list[HoursToConfirm]:
    """Pending hours within reach by session, oldest first; never the actor's own (D19)."""
    ready = and_(
        or_(not_(HoursProposal.ticked), HoursProposal.countersigned_by.is_not(None)),
        HoursProposal.source == HoursSource.VERIFIED,
        HoursProposal.entered_by != actor.account_id,
    )
    statement = (
        select(
            ServiceSession.id,
            Project.title,
            ServiceSession.starts,
            func.count(),
            func.sum(HoursProposal.minutes),
            func.array_agg(HoursProposal.id).filter(ready),
        )
        .join(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(
            HoursProposal.status == ProposalStatus.PENDING,
            HoursProposal.member_id.is_distinct_from(actor.member_id),
            unit_within(HoursProposal.unit_id, actor.reach(Permission.HOURS_CONFIRM)),
        )
        .group_by(ServiceSession.id, Project.title)
        .order_by(ServiceSession.starts, ServiceSession.id)
        .limit(SHOWN)
    )
    return [
        HoursToConfirm(session, title, starts, people, int(minutes), tuple(ids or ()))
        for session, title, starts, people, minutes, ids in db.session.execute(statement)
    ]


def fills(actor: Actor, now: datetime) -> list[Fill]:
    """The positions of the sessions of the coming two weeks that the actor's units organize."""
    statement = (
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
            Position.taken + Position.reserved,
        )
        .join(Position.session)
        .join(Project, Project.id == Position.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .where(*_coming(now), unit_within(Project.unit_id, actor.reach(Permission.PROJECT_EDIT)))
        .order_by(ServiceSession.starts, ServiceSession.id, Position.line)
        .limit(200)
    )
    return [Fill(*row) for row in db.session.execute(statement)]


def _claims(actor: Actor) -> Select[Claim]:
    return select(Claim).where(unit_within(Claim.unit_id, actor.reach(Permission.CLAIM_MANAGE)))


def _coming(now: datetime) -> tuple[ColumnElement[Any], ...]:
    return (
        Project.status == ProjectStatus.PUBLISHED,
        ServiceSession.status == SessionStatus.PLANNED,
        ServiceSession.starts > now,
        ServiceSession.starts <= now + AHEAD,
    )

"""Selects on missing hours: one's own, those that a leader answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from volunteer.backfills.missing_models import MissingHours, MissingStatus, MissingStep, MissingStepKind
from volunteer.claims.models import Claim
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import scoped, unit_within, visible
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus
from volunteer.web.api import LARGEST_ID

MOST_OFFERED = 30


@scoped(MissingHours)
def _missing(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """One's own, and those that units in reach answer or whose members ask."""
    return or_(
        MissingHours.member_id == actor.member_id,
        unit_within(MissingHours.asked_unit_id, reach),
        unit_within(MissingHours.unit_id, reach),
    )


def own(actor: Actor) -> Select[MissingHours]:
    """What the actor declared, the latest first."""
    mine = select(MissingHours).where(MissingHours.member_id == actor.member_id)
    return with_parts(mine).order_by(MissingHours.id.desc())


def to_answer(actor: Actor) -> Select[MissingHours]:
    """What waits for the actor's answer, the most urgent first."""
    refused_before = exists().where(
        MissingStep.missing_id == MissingHours.id,
        MissingStep.kind == MissingStepKind.REFUSED,
        MissingStep.by == actor.account_id,
    )
    waiting = select(MissingHours).where(
        MissingHours.status == MissingStatus.ASKED,
        unit_within(MissingHours.asked_unit_id, actor.reach(Permission.HOURS_CONFIRM)),
        MissingHours.member_id.is_distinct_from(actor.member_id),
        ~refused_before,
    )
    return with_parts(waiting).order_by(MissingHours.answer_by, MissingHours.id)


def answered(actor: Actor) -> Select[MissingHours]:
    """What was answered or taken back within the actor's units, the latest first."""
    seen = visible(MissingHours, actor, Permission.HOURS_READ).where(MissingHours.status != MissingStatus.ASKED)
    return with_parts(seen).order_by(MissingHours.id.desc())


def one(actor: Actor, missing_id: int) -> MissingHours:
    """One with its steps, or NotVisible."""
    wanted = visible(MissingHours, actor, Permission.HOURS_READ).where(MissingHours.id == min(missing_id, LARGEST_ID))
    found = db.session.scalar(
        with_parts(wanted).options(selectinload(MissingHours.steps).joinedload(MissingStep.unit, innerjoin=True))
    )
    if found is None or missing_id > LARGEST_ID:
        raise NotVisible
    return found


def sessions_without_hours(actor: Actor, now: datetime) -> Select[ServiceSession]:
    """Sessions that the actor had claimed and that are over, without hours and without a declaration."""
    hours, said = aliased(HoursProposal), aliased(MissingHours)
    return (
        select(ServiceSession)
        .options(joinedload(ServiceSession.project, innerjoin=True))
        .where(
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends <= now,
            ServiceSession.id.in_(select(Claim.session_id).where(Claim.member_id == actor.member_id)),
            ~exists().where(
                hours.session_id == ServiceSession.id,
                hours.member_id == actor.member_id,
                hours.status != ProposalStatus.REFUSED,
            ),
            ~exists().where(
                said.session_id == ServiceSession.id,
                said.member_id == actor.member_id,
                said.status != MissingStatus.WITHDRAWN,
            ),
        )
        .order_by(ServiceSession.starts.desc())
        .limit(MOST_OFFERED)
    )


def with_parts(statement: Select[MissingHours]) -> Select[MissingHours]:
    """With what every list shows of one."""
    return statement.options(
        joinedload(MissingHours.member, innerjoin=True).joinedload(Member.unit, innerjoin=True),
        joinedload(MissingHours.asked_unit, innerjoin=True),
        joinedload(MissingHours.session).joinedload(ServiceSession.project, innerjoin=True),
    )

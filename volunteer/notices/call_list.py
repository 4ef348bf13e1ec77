"""Whom a leader has to ring up: asked for an answer by a time, and reached by nothing but the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from volunteer.claims.models import Claim
from volunteer.claims.rules import ASKED
from volunteer.kernel.database import db
from volunteer.notices.reached import may_be_asked
from volunteer.notices.states import Group
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under
from volunteer.people.models import Member
from volunteer.people.shown import ShownMember, shown
from volunteer.projects.models import Position, Project, ServiceSession


@dataclass(frozen=True)
class ToRing:
    """One question that somebody has to be told of."""

    who: ShownMember
    unit: str
    title: str
    starts: datetime
    respond_by: datetime
    position_id: int


def to_ring(actor: Actor, now: datetime) -> Select[Claim]:
    """The open questions to members within reach, those that end first first."""
    return (
        select(Claim, Member, Unit.name, Project.title, ServiceSession.starts)
        .join(Member, Member.id == Claim.member_id)
        .join(Unit, Unit.id == Member.unit_id)
        .join(ServiceSession, ServiceSession.id == Claim.session_id)
        .join(Position, Position.id == Claim.position_id)
        .join(Project, Project.id == Position.project_id)
        .where(
            Claim.status.in_(ASKED),
            Claim.respond_by > now,
            under(Unit.path, actor.reach(Permission.CLAIM_MANAGE).unit_paths),
            ~may_be_asked(Group.TO_ANSWER),
        )
        .order_by(Claim.respond_by, Claim.id)
    )


def count(actor: Actor, now: datetime) -> int:
    """How many lines the list has."""
    rows = to_ring(actor, now).with_only_columns(func.count()).order_by(None)
    return db.session.scalar(rows) or 0


def lines(actor: Actor, rows: Sequence[tuple[Claim, Member, str, str, datetime]], opened: str = "") -> list[ToRing]:
    """The rows for a page; names and phones in clear, on record, when `opened` says what for."""
    people = {member.id: member for _claim, member, *_rest in rows}
    records = shown(actor, list(people.values()), unmask=bool(opened), purpose=opened)
    by_id = {record.member.id: record for record in records}
    return [
        ToRing(by_id[member.id], unit, title, starts, claim.respond_by or starts, claim.position_id)
        for claim, member, unit, title, starts in rows
    ]

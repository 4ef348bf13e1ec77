"""Somebody comes along without a claim: whoever keeps the gate gives them a free place and ticks them off at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.activities import punching, service
from volunteer.activities.access import session_to_run
from volunteer.activities.models import Attendance
from volunteer.activities.queries import keeps_a_gate
from volunteer.activities.service import Said
from volunteer.claims.models import Claim
from volunteer.claims.service import let_in
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.finding import as_named, find_members, named_exactly
from volunteer.people.models import SERVING, Member
from volunteer.projects.models import Position, ServiceSession
from volunteer.web.humanize import masked_name, masked_phone
from volunteer.web.picking import Choice, Source


@use_case
def admit(work: Work, actor: Actor, session_id: int, position_id: int, member_id: int) -> Attendance:
    """A claim and a check-in in one step; who has a claim already is only ticked off."""
    session = session_to_run(actor, session_id)
    if position_id not in {position.id for position in session.positions}:
        raise NotVisible
    punching.lock_member(member_id)
    if not _has_claimed(session, member_id):
        let_in(work, position_id, member_id)
    return service.check_in(actor, session_id, Said(member_id=member_id))


def positions_with_room(session: ServiceSession) -> list[Position]:
    """The positions of a session in which somebody who comes along finds a place."""
    return [position for position in session.positions if position.taken + position.reserved < position.headcount]


def walk_up_source() -> Source:
    """Members to pick at the gate: by name within one's reach, else only by the whole phone or member number."""

    def find(actor: Actor, q: str, most: int) -> Sequence[Choice]:
        return [_choice(member) for member in find_members(actor, q, most) or _named_exactly(actor, q)]

    def known(actor: Actor, member_id: int) -> Choice | None:
        if not keeps_a_gate(actor):
            return None
        wanted = select(Member).where(Member.id == member_id, Member.kind.in_(SERVING))
        member = db.session.scalar(wanted.options(joinedload(Member.unit)))
        return _choice(member) if member else None

    return Source(find, known)


def _named_exactly(actor: Actor, typed: str) -> Sequence[Member]:
    word = as_named(typed)
    if not word or not keeps_a_gate(actor):
        return []
    return db.session.scalars(named_exactly([word]).options(joinedload(Member.unit)).limit(2)).all()


def _choice(member: Member) -> Choice:
    how = masked_phone(member.phone) if member.phone else member.number
    return Choice(member.id, f"{masked_name(member.name)} · {how}", member.unit.name)


def _has_claimed(session: ServiceSession, member_id: int) -> bool:
    claimed = select(Claim.id).where(
        Claim.session_id == session.id, Claim.member_id == member_id, Claim.status.in_(punching.COMES)
    )
    return db.session.scalar(claimed.limit(1)) is not None

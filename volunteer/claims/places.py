"""Places given back and passed on: reservation, then waitlist in order, then open (D14, D15).

Everything here runs under the lock of the position's row.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from volunteer.claims.models import Claim, Reservation
from volunteer.claims.queries import longest_offer
from volunteer.claims.rules import ASKED, MACHINE, respond_by
from volunteer.claims.states import ALWAYS_BLOCKS, TAKES_PLACE, ClaimStatus
from volunteer.happenings.claims import ClaimHappening, ClaimLapsed, ClaimOffered, PlacesReturned
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.holders import seeing_to
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

H = TypeVar("H", bound=ClaimHappening)


def lock_position(position_id: int) -> Position:
    """The position with its session and project, its row locked and fresh."""
    statement = (
        select(Position)
        .join(Position.session)
        .join(Project, Project.id == Position.project_id)
        .where(Position.id == position_id)
        .options(contains_eager(Position.session), joinedload(Position.project).joinedload(Project.unit))
        .with_for_update(key_share=True, of=Position)
        .execution_options(populate_existing=True)
    )
    position = db.session.scalar(statement)
    if position is None:
        raise NotVisible
    return position


def turn(work: Work, claim: Claim, step: str) -> None:
    """Take a step on a claim: its status, and what follows from the status alone."""
    MACHINE.move(claim, step)
    claim.blocks = claim.status in ALWAYS_BLOCKS
    claim.respond_by = claim.respond_by if claim.status in ASKED else None
    claim.changed_at = work.now
    claim.version += 1


def tell_of(kind: type[H], claim: Claim, reason: str | None = None, **more: object) -> H:
    """The happening of one claim, recipients filled in."""
    return kind(
        subject_id=claim.id,
        unit_id=claim.unit_id,
        reason=reason,
        member_id=claim.member_id,
        member_account_id=claim.member.account_id,
        position_id=claim.position_id,
        session_id=claim.session_id,
        title=claim.position.project.title,
        starts=claim.position.session.starts,
        **more,
    )


def organizers_of(project: Project, now: datetime) -> tuple[int, ...]:
    """Who made the project, or edits it since they left."""
    return tuple(seeing_to(project.created_by, project.unit_id, Permission.PROJECT_EDIT, now))


def leave(work: Work, position: Position, claim: Claim, step: str) -> None:
    """Take a step that ends the claim; a place it held returns to its reservation, or goes to the next in line."""
    held = claim.status in TAKES_PLACE
    turn(work, claim, step)
    if not held:
        return
    position.taken -= 1
    reservation = db.session.get(Reservation, claim.reservation_id) if claim.reservation_id else None
    if reservation is not None and reservation.released_at is None and reservation.release_at > work.now:
        reservation.remaining += 1
        position.reserved += 1
    else:
        pass_on(work, position)


def pass_on(work: Work, position: Position) -> None:
    """Offer the free places to the waitlist in order; nobody is promoted once the session has begun."""
    session: ServiceSession = position.session
    open_for_offers = session.status == SessionStatus.PLANNED and session.starts > work.now
    if not open_for_offers or position.project.status != ProjectStatus.PUBLISHED:
        return
    free = position.headcount - position.taken - position.reserved
    if free <= 0:
        return
    db.session.flush()
    for claim in db.session.scalars(in_line(position.id).limit(free)):
        longest = longest_offer(db.session.get_one(Unit, claim.unit_id).path)
        turn(work, claim, "offer")
        claim.respond_by = respond_by(work.now, session.starts, longest)
        position.taken += 1
        db.session.flush()
        work.record(tell_of(ClaimOffered, claim, respond_by=claim.respond_by))


def in_line(position_id: int) -> Select[Claim]:
    """The waitlist of a position, first come first."""
    return (
        select(Claim)
        .join(Claim.member)
        .where(Claim.position_id == position_id, Claim.status == ClaimStatus.WAITLISTED)
        .order_by(Claim.created_at, Claim.id)
        .options(contains_eager(Claim.member))
    )


def tidy(work: Work, position: Position) -> int:
    """End the offers and reservations that ran out and pass their places on; how many there were."""
    asked = (
        select(Claim)
        .where(Claim.position_id == position.id, Claim.status.in_(ASKED), Claim.respond_by <= work.now)
        .order_by(Claim.id)
        .options(joinedload(Claim.member, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    overdue = select(Reservation).where(
        Reservation.position_id == position.id, Reservation.released_at.is_(None), Reservation.release_at <= work.now
    )
    ended = 0
    for reservation in db.session.scalars(overdue.execution_options(populate_existing=True)):
        return_reserved(work, position, reservation)
        ended += 1
    for claim in db.session.scalars(asked):
        leave(work, position, claim, "lapse")
        work.record(tell_of(ClaimLapsed, claim))
        ended += 1
    pass_on(work, position)
    db.session.flush()
    return ended


def return_reserved(work: Work, position: Position, reservation: Reservation) -> None:
    """Give up what a team has not filled (D15)."""
    returned = reservation.remaining
    position.reserved -= returned
    reservation.remaining = 0
    reservation.released_at = work.now
    work.record(
        PlacesReturned(subject_id=reservation.id, unit_id=reservation.unit_id, position_id=position.id, places=returned)
    )


def lock_member(member_id: int) -> None:
    """The member's row comes first wherever a place is taken or a claim begins to block (D30)."""
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))

"""Answers to an existing claim: the member's accept, decline and release, the leader's confirm and refuse."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from volunteer.claims.models import Claim, ClaimSource, Reservation
from volunteer.claims.outcomes import Taken, refused, taken
from volunteer.claims.places import leave, lock_member, lock_position, organizers_of, tell_of, turn
from volunteer.claims.queries import Parties, claim_with_parties, leader_accounts, waitlist_place
from volunteer.claims.rules import CONSTRAINT_REASONS, MACHINE, Facts, door_open, give_way, window_open
from volunteer.claims.states import ClaimStatus
from volunteer.claims.taking import read_facts
from volunteer.happenings.claims import (
    ClaimAttended,
    ClaimConfirmed,
    ClaimDeclined,
    ClaimHappening,
    ClaimNoShow,
    ClaimNoShowTakenBack,
    ClaimReconfirmed,
    ClaimRefused,
    ClaimReleased,
    ClaimReleasedByOthers,
    ClaimRequested,
    ClaimWaitlisted,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import Position


@use_case
def accept(work: Work, actor: Actor, claim_id: int) -> Taken:
    """Say yes to an offer, an invitation or a changed session; an invitation that comes too late heads the waitlist.

    Whoever is called out in an emergency may come until the end, without asking anybody (D11); what gave way is told.
    """
    claim, position = _locked(_own(actor, claim_id))
    MACHINE.target(claim.status, "accept")
    if claim.respond_by is not None and claim.respond_by <= work.now:
        raise Refused("not_in_this_state")
    facts = read_facts(claim.position_id, claim.member_id, work.now)
    called = claim.source == ClaimSource.CALL_OUT
    if not (window_open(facts, work.now) or (called and door_open(facts, work.now))):
        raise refused("closed", facts)
    if facts.overlaps is not None:
        raise refused("overlap", facts)
    if claim.status == ClaimStatus.RECONFIRM:
        return _step(work, claim, "accept", ClaimReconfirmed)
    waived = give_way(facts) if called else ()
    if facts.open_claims >= facts.max_positions and not called:
        raise refused("too_many_claims", facts)
    if claim.status == ClaimStatus.INVITED and not _seat(claim, position, facts):
        return _head_the_queue(work, claim)
    if called:
        return _step(work, claim, "accept", ClaimConfirmed, waived=waived)
    if facts.needs_approval:
        turn(work, claim, "accept_pending")
        leaders = leader_accounts(facts.unit_path, work.now)
        often_missing = facts.often_missing and not facts.in_working_time
        work.record(tell_of(ClaimRequested, claim, leader_account_ids=leaders, often_missing=often_missing))
        return taken(claim)
    return _step(work, claim, "accept", ClaimConfirmed)


@use_case
def decline(work: Work, actor: Actor, claim_id: int) -> Taken:
    """Say no to an offer or invitation, with no penalty; after a change of time it is a release."""
    claim, position = _locked(_own(actor, claim_id))
    if claim.status == ClaimStatus.RECONFIRM:
        return _release(work, claim, position, None)
    leave(work, position, claim, "decline")
    work.record(tell_of(ClaimDeclined, claim))
    return taken(claim)


@use_case
def release(work: Work, actor: Actor, claim_id: int, *, reason: str | None = None) -> Taken:
    """Give the place back: the member at any time before the end, a leader of the member or of the project too."""
    parties = seen(actor, claim_id)
    if parties.claim.member_id == actor.member_id:
        claim, position = _locked(parties)
        if position.session.ends <= work.now:
            raise Refused("closed")
        return _release(work, claim, position, reason)
    if not actor.reach(Permission.CLAIM_MANAGE).covers(parties.unit_path) and not _organizes(actor, parties):
        raise Refused("not_yours")
    claim, position = _locked(parties)
    leave(work, position, claim, "withdraw")
    claim.reason = reason
    work.record(tell_of(ClaimReleasedByOthers, claim, reason))
    return taken(claim)


@use_case
def confirm(work: Work, actor: Actor, claim_id: int) -> Taken:
    """The own leader agrees to service in working time (D17)."""
    claim, _position = _locked(_led(actor, claim_id))
    return _step(work, claim, "confirm", ClaimConfirmed)


@use_case
def refuse(work: Work, actor: Actor, claim_id: int, *, reason: str | None = None) -> Taken:
    """The own leader does not agree; the place goes to the next in line."""
    claim, position = _locked(_led(actor, claim_id))
    leave(work, position, claim, "refuse")
    claim.reason = reason
    work.record(tell_of(ClaimRefused, claim, reason))
    return taken(claim)


@use_case
def mark_attended(work: Work, actor: Actor, claim_id: int) -> Taken:
    """The member was there; called when attendance is accepted."""
    claim, _position = _locked(claim_with_parties(claim_id))
    return _step(work, claim, "attend", ClaimAttended)


@use_case
def mark_no_show(work: Work, actor: Actor, claim_id: int) -> Taken:
    """The member was not there."""
    claim, position = _locked(claim_with_parties(claim_id))
    leave(work, position, claim, "miss")
    work.record(tell_of(ClaimNoShow, claim))
    return taken(claim)


@use_case
def take_back_no_show(work: Work, actor: Actor, claim_id: int) -> Taken:
    """The member was there after all, or the place stays theirs; Refused("full") where somebody else has it now."""
    claim, position = _locked(claim_with_parties(claim_id))
    MACHINE.target(claim.status, "take_back_miss")
    if position.headcount - position.taken - position.reserved <= 0:
        raise Refused("full")
    position.taken += 1
    claim.reservation_id = None  # the team's place was given back with the note
    return _step(work, claim, "take_back_miss", ClaimNoShowTakenBack)


def _release(work: Work, claim: Claim, position: Position, reason: str | None) -> Taken:
    leave(work, position, claim, "release")
    claim.reason = reason
    work.record(tell_of(ClaimReleased, claim, reason, organizers=organizers_of(position.project, work.now)))
    return taken(claim)


def _step(work: Work, claim: Claim, step: str, kind: type[ClaimHappening], **more: object) -> Taken:
    """A step that keeps the place; a claim that begins to bar others may find that another was quicker."""
    turn(work, claim, step)
    with refusing(CONSTRAINT_REASONS):
        db.session.flush()
    work.record(tell_of(kind, claim, **more))
    return taken(claim)


def _seat(claim: Claim, position: Position, facts: Facts) -> bool:
    """Give an invited member a place: of the own team's reservation, else an open one."""
    if facts.reservation_id is not None:
        reservation = db.session.get_one(Reservation, facts.reservation_id, populate_existing=True)
        reservation.remaining -= 1
        position.reserved -= 1
        claim.reservation_id = reservation.id
    elif position.headcount - position.taken - position.reserved <= 0:
        return False
    position.taken += 1
    return True


def _head_the_queue(work: Work, claim: Claim) -> Taken:
    """Late acceptances stand before those who queued (D14): the queue is ordered by `created_at`."""
    first = db.session.scalar(
        select(func.min(Claim.created_at)).where(
            Claim.position_id == claim.position_id, Claim.status == ClaimStatus.WAITLISTED
        )
    )
    turn(work, claim, "queue")
    if claim.source != ClaimSource.CALL_OUT:
        claim.source = ClaimSource.WAITLIST  # a place offered out of the queue is one they asked for
    claim.created_at = min(work.now, first - timedelta(microseconds=1)) if first else work.now
    work.record(tell_of(ClaimWaitlisted, claim))
    db.session.flush()
    return taken(claim, waitlist_place(claim))


def _locked(parties: Parties) -> tuple[Claim, Position]:
    """The claim and its position, locked in the order of D30 and fresh."""
    lock_member(parties.claim.member_id)
    position = lock_position(parties.claim.position_id)
    db.session.refresh(parties.claim)
    return parties.claim, position


def _own(actor: Actor, claim_id: int) -> Parties:
    parties = seen(actor, claim_id)
    if actor.member_id is None or parties.claim.member_id != actor.member_id:
        raise Refused("not_yours")
    return parties


def _led(actor: Actor, claim_id: int) -> Parties:
    """A claim of a member below the leader; nobody decides about their own."""
    parties = seen(actor, claim_id)
    if not actor.reach(Permission.CLAIM_MANAGE).covers(parties.unit_path):
        raise Forbidden
    if parties.claim.member_id == actor.member_id:
        raise Refused("not_yours")
    return parties


def seen(actor: Actor, claim_id: int) -> Parties:
    """A claim that the actor may know of: one's own, a member's below, or one on a project of one's own unit."""
    parties = claim_with_parties(claim_id)
    own = actor.member_id is not None and parties.claim.member_id == actor.member_id
    below = actor.reach(Permission.MEMBER_READ).covers(parties.unit_path)
    if not own and not below and not _organizes(actor, parties):
        raise NotVisible
    return parties


def _organizes(actor: Actor, parties: Parties) -> bool:
    return actor.reach(Permission.CLAIM_MANAGE).covers(parties.organizer_path)

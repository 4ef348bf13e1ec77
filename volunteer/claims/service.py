"""Claiming: for oneself, for a member by a leader, several at once, from the waitlist, at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from volunteer.claims.answering import accept
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.outcomes import Taken, refused, taken
from volunteer.claims.places import leave, lock_position, pass_on, tidy
from volunteer.claims.queries import leader_accounts, waitlist_place
from volunteer.claims.rules import ASKED, Facts, longest_wait, refusal, respond_by
from volunteer.claims.states import ClaimStatus
from volunteer.claims.taking import read_facts, take_place, write_unplaced
from volunteer.happenings.claims import (
    ClaimConfirmed,
    ClaimInvited,
    ClaimOffered,
    ClaimRequested,
    ClaimWaitlisted,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, current, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission


@use_case
def claim(work: Work, actor: Actor, position_id: int, *, waitlist: bool = False) -> Taken:
    """Claim a place for oneself; with `waitlist`, join the queue when there is none."""
    if actor.member_id is None:
        raise Forbidden
    facts = _fresh_facts(work, position_id, actor.member_id)
    if facts.own_id is not None and facts.own_status in ASKED:
        return accept(actor, facts.own_id)
    reason = _why_not(work, facts)
    if reason == "full" and waitlist:
        return _join_waitlist(work, facts)
    if reason is not None:
        raise refused(reason, facts)
    status = ClaimStatus.REQUESTED if facts.needs_approval else ClaimStatus.CONFIRMED
    return _take(work, facts, status, ClaimSource.SELF)


@use_case
def claim_for(work: Work, actor: Actor, position_id: int, member_id: int, *, consented: bool = False) -> Taken:
    """A leader claims for a member of the subtree: an offer, or a claim when the member has agreed already (D13)."""
    facts = _led_facts(work, actor, position_id, member_id)
    reason = _why_not(work, facts, blocking=consented)
    if reason is not None:
        raise refused(reason, facts)
    status = ClaimStatus.CONFIRMED if consented else ClaimStatus.OFFERED
    return _take(work, facts, status, ClaimSource.LEADER)


@use_case
def invite(work: Work, actor: Actor, position_id: int, member_id: int) -> Taken:
    """Ask a member; the invitation holds no place (D14)."""
    facts = _led_facts(work, actor, position_id, member_id)
    reason = _why_not(work, facts, blocking=False)
    if reason is not None and reason != "full":
        raise refused(reason, facts)
    until = respond_by(work.now, facts.starts, longest_wait(facts))
    claim_id = write_unplaced(facts, ClaimStatus.INVITED, ClaimSource.LEADER, _by(work), work.now, until)
    work.record(ClaimInvited(**_about(facts, claim_id), respond_by=until))
    return Taken(claim_id, position_id, member_id, ClaimStatus.INVITED, respond_by=until)


def let_in(work: Work, position_id: int, member_id: int, at: datetime | None = None) -> Taken:
    """Take a place for somebody who stands at the door, while places are free (D18).

    Whoever calls has asked whether the actor keeps the door. Who waits in the queue or was asked is let in as well.
    `at`: when they stood there, where that was noted without network; the door was open then, or not.
    """
    facts = _fresh_facts(work, position_id, member_id)
    if facts.own_id is not None and facts.own_status in (ClaimStatus.WAITLISTED, *ASKED):
        position = lock_position(position_id)
        leave(work, position, db.session.get_one(Claim, facts.own_id, populate_existing=True), "withdraw")
        db.session.flush()
        facts = read_facts(position_id, member_id, work.now)
    reason = _why_not(work, facts, walk_up=True, at=at)
    if reason is not None:
        raise refused(reason, facts)
    return _take(work, facts, ClaimStatus.CONFIRMED, ClaimSource.WALK_UP, walk_up=True, at=at)


@dataclass(frozen=True)
class SeriesAnswer:
    """One of several claims: what was taken, or why not."""

    position_id: int
    member_id: int
    claim: Taken | None = None
    refusal: Refused | None = None


def claim_series(actor: Actor, position_ids: Iterable[int]) -> list[SeriesAnswer]:
    """Claim several positions, each granted or refused by itself (D12)."""
    if actor.member_id is None:
        raise Forbidden
    me = actor.member_id
    return [_answer(position_id, me, partial(claim, actor, position_id)) for position_id in position_ids]


def invite_all(actor: Actor, position_id: int, member_ids: Iterable[int]) -> list[SeriesAnswer]:
    """Ask several members, each by itself."""
    return [_answer(position_id, member, partial(invite, actor, position_id, member)) for member in member_ids]


def offer_all(
    actor: Actor, position_id: int, member_ids: Iterable[int], *, consented: bool = False
) -> list[SeriesAnswer]:
    """Claim a place for several members, each by itself; what is held for one is not there for the next."""
    ask = partial(claim_for, actor, position_id, consented=consented)
    return [_answer(position_id, member, partial(ask, member)) for member in member_ids]


def _answer(position_id: int, member_id: int, attempt: Callable[[], Taken]) -> SeriesAnswer:
    # Inside a request's own transaction (an idempotency key) a refusal by the database must not spoil what went before.
    alone = db.session.begin_nested() if current() else nullcontext()
    try:
        with alone:
            return SeriesAnswer(position_id, member_id, claim=attempt())
    except Refused as refusal_:
        return SeriesAnswer(position_id, member_id, refusal=refusal_)
    except NotVisible:
        # What went before stands: one unknown id must not turn the whole answer into a 404.
        return SeriesAnswer(position_id, member_id, refusal=Refused("not_yours"))


def _fresh_facts(work: Work, position_id: int, member_id: int) -> Facts:
    """The facts, after ending what ran out and is in the way."""
    facts = read_facts(position_id, member_id, work.now)
    if facts.tidy and (facts.own_id is not None or facts.free <= 0):
        tidy(work, lock_position(position_id))
        facts = read_facts(position_id, member_id, work.now)
    return facts


def _led_facts(work: Work, actor: Actor, position_id: int, member_id: int) -> Facts:
    facts = _fresh_facts(work, position_id, member_id)
    if not actor.reach(Permission.CLAIM_MANAGE).covers(facts.unit_path):
        raise NotVisible
    return facts


def _why_not(
    work: Work, facts: Facts, *, blocking: bool = True, walk_up: bool = False, at: datetime | None = None
) -> str | None:
    now = at or work.now
    return refusal(facts, now, clock.local(now).date(), blocking=blocking, walk_up=walk_up)


def _take(
    work: Work,
    facts: Facts,
    status: ClaimStatus,
    source: ClaimSource,
    *,
    walk_up: bool = False,
    at: datetime | None = None,
) -> Taken:
    """Take the place and record it; when another was quicker, say what is so now."""
    until = None
    if status == ClaimStatus.OFFERED:
        until = respond_by(work.now, facts.starts, longest_wait(facts))
    claim_id = take_place(facts, status, source, _by(work), at or work.now, respond_by=until, walk_up=walk_up)
    if claim_id is None:
        facts = read_facts(facts.position_id, facts.member_id, work.now)
        blocking = status != ClaimStatus.OFFERED
        raise refused(_why_not(work, facts, blocking=blocking, walk_up=walk_up, at=at) or "full", facts)
    about = _about(facts, claim_id)
    if status == ClaimStatus.OFFERED and until is not None:
        work.record(ClaimOffered(**about, respond_by=until))
    elif status == ClaimStatus.REQUESTED:
        leaders = leader_accounts(facts.unit_path, work.now)
        often_missing = facts.often_missing and not facts.in_working_time
        work.record(ClaimRequested(**about, leader_account_ids=leaders, often_missing=often_missing))
    else:
        work.record(ClaimConfirmed(**about))
    return Taken(claim_id, facts.position_id, facts.member_id, status, respond_by=until)


def _join_waitlist(work: Work, facts: Facts) -> Taken:
    """Queue up; a place freed in the same moment is passed on at once."""
    position = lock_position(facts.position_id)
    claim_id = write_unplaced(facts, ClaimStatus.WAITLISTED, ClaimSource.WAITLIST, _by(work), work.now)
    work.record(ClaimWaitlisted(**_about(facts, claim_id)))
    pass_on(work, position)
    queued = db.session.get_one(Claim, claim_id)
    return taken(queued, waitlist_place(queued))


def _about(facts: Facts, claim_id: int) -> dict[str, Any]:
    """The fields every happening of a claim carries."""
    return {
        "subject_id": claim_id,
        "unit_id": facts.unit_id,
        "member_id": facts.member_id,
        "member_account_id": facts.account_id,
        "position_id": facts.position_id,
        "session_id": facts.session_id,
        "title": facts.title,
        "starts": facts.starts,
    }


def _by(work: Work) -> int | None:
    return work.actor.account_id if work.actor else None

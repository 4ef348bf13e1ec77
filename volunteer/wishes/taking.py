"""What a member does with a wish: take it on, give it back, say that it is granted.

Locks go member, then wish (D30): so many at a time is counted under the member's lock, that nobody else has it is
seen under the wish's.
"""

from __future__ import annotations

from sqlalchemy import select

from volunteer.happenings.wishes import WishClaimed, WishDelivered, WishReleased
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.models import SERVING, Member
from volunteer.wishes.models import Wish
from volunteer.wishes.queries import one_wish, under_way
from volunteer.wishes.rules import MACHINE, MOST_AT_ONCE
from volunteer.wishes.states import TAKEN
from volunteer.wishes.steps import let_go, move, tell


@use_case
def claim(work: Work, actor: Actor, wish_id: int) -> Wish:
    """Take it on: the first one who asks has it. Taking on again what one has already changes nothing."""
    member = _locked_member(actor, wish_id)
    wish = one_wish(actor, wish_id, lock=True)
    if wish.member_id == member.id:
        return wish
    if wish.status in TAKEN:
        raise Refused("wish_taken")
    MACHINE.target(wish.status, "claim")
    if member.kind not in SERVING:
        raise Refused("members_only")
    if member.paused_until is not None and member.paused_until >= local(work.now).date():
        raise Refused("paused")
    if under_way(member.id) >= MOST_AT_ONCE:
        raise Refused("too_many_wishes", most=MOST_AT_ONCE)
    wish.member_id, wish.member = member.id, member
    move(work, wish, "claim")
    work.record(tell(WishClaimed, wish))
    return wish


@use_case
def release(work: Work, actor: Actor, wish_id: int) -> Wish:
    """Give it back; somebody else can take it on at once."""
    wish = _own(actor, wish_id)
    let_go(work, wish, "release", WishReleased)
    return wish


@use_case
def deliver(work: Work, actor: Actor, wish_id: int) -> Wish:
    """Say that it is granted; the site makes sure."""
    wish = _own(actor, wish_id)
    move(work, wish, "deliver")
    work.record(tell(WishDelivered, wish))
    return wish


def has_enough(actor: Actor) -> bool:
    """Whether the actor has as many under way as one may have."""
    return actor.member_id is not None and under_way(actor.member_id) >= MOST_AT_ONCE


def _own(actor: Actor, wish_id: int) -> Wish:
    member = _locked_member(actor, wish_id)
    wish = one_wish(actor, wish_id, lock=True)
    if wish.member_id != member.id:
        raise Forbidden
    return wish


def _locked_member(actor: Actor, wish_id: int) -> Member:
    if actor.member_id is None:
        one_wish(actor, wish_id)
        raise Refused("members_only")
    statement = select(Member).where(Member.id == actor.member_id).with_for_update(key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()

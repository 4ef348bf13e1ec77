"""Requests about personal data: made, cancelled, answered, carried out."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.accounts.models import Account
from volunteer.accounts.rules import CONSENT_VERSION
from volunteer.demands import links
from volunteer.demands.models import Demand
from volunteer.demands.states import LinkPurpose
from volunteer.happenings.privacy import ConsentGiven, DataRequestAnswered, DataRequestCancelled, DataRequested
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people.models import Member
from volunteer.privacy import erasing, queries, rules
from volunteer.privacy.models import DataRequest
from volunteer.privacy.states import RequestKind, RequestStatus

LONGEST = 500


@use_case
def ask(work: Work, actor: Actor, kind: str, words: str) -> DataRequest:
    """Ask for a correction one cannot make oneself, or for something else."""
    if kind not in (RequestKind.CORRECT, RequestKind.OTHER):
        raise NotVisible
    plain = words.strip()
    if not plain or len(plain) > LONGEST:
        raise Invalid({"words": str(_("请写明要更正或办理什么，不超过 500 字"))})
    return _ask(work, actor, kind, plain)


@use_case
def ask_erasure(work: Work, actor: Actor) -> DataRequest:
    """Have one's account erased after some days; who holds a role hands it over first."""
    account_id = _locked(actor)
    if erasing.has_role(account_id, work.now):
        raise Refused("hand_over_first")
    known = queries.waiting_erasure(account_id)
    return known or _ask(work, actor, RequestKind.ERASE, None)


@use_case
def cancel(work: Work, actor: Actor, request_id: int) -> None:
    """Take one's own request back."""
    found = db.session.get(DataRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None or actor.account_id is None or found.account_id != actor.account_id:
        raise NotVisible
    _end(work, found, "cancel", actor.account_id)
    work.record(
        DataRequestCancelled(
            subject_id=found.id, unit_id=found.unit_id, kind=found.kind, of_account_id=found.account_id
        )
    )


@use_case
def ask_removal(work: Work, actor: Actor, token: str) -> DataRequest:
    """A resident asks by the private link that name, telephone and address go before their time."""
    _link, demand = links.opened(token, LinkPurpose.FOLLOW, work.now, lock=True)
    if demand.private_place_id is None:
        raise NotVisible
    waiting = DataRequest.status == RequestStatus.WAITING
    known = db.session.scalar(select(DataRequest).where(DataRequest.demand_id == demand.id, waiting))
    if known is not None:
        return known
    made = DataRequest(
        kind=RequestKind.REMOVE_EARLY,
        demand_id=demand.id,
        unit_id=queries.top_unit_id(),
        asked_at=work.now,
        answer_by=add_working_days(work.now, rules.ANSWER_WITHIN),
    )
    return _made(work, made)


@use_case
def answer(work: Work, actor: Actor, request_id: int, version: int, *, done: bool, words: str) -> DataRequest:
    """Say what became of it. Removing a resident's data is done by this very step."""
    found = get_visible(DataRequest, actor, Permission.PRIVACY_HANDLE, request_id, lock=True)
    if found.version != version:
        raise Refused("stale")
    if not rules.answered_by_hand(found.kind):
        raise Refused("not_in_this_state")
    if not words.strip() or len(words) > LONGEST:
        raise Invalid({"words": str(_("请写明办理结果或不办理的原因，不超过 500 字"))})
    found.answer = words.strip()
    _end(work, found, "do" if done else "decline", actor.account_id)
    if done and found.kind == RequestKind.REMOVE_EARLY:
        _remove(work, found)
    work.record(
        DataRequestAnswered(
            subject_id=found.id,
            unit_id=found.unit_id,
            kind=found.kind,
            of_account_id=found.account_id,
            declined=not done,
            details={"done": done},
        )
    )
    return found


@use_case
def consent(work: Work, actor: Actor) -> None:
    """Agree to the version in force."""
    account = db.session.get_one(Account, _locked(actor))
    if account.consent_version == CONSENT_VERSION:
        return
    account.consent_version, account.consented_at = CONSENT_VERSION, work.now
    work.record(ConsentGiven(subject_id=account.id, details={"consent": CONSENT_VERSION}))


def carry_out(work: Work) -> int:
    """One part of the erasures whose day has come: first people leave, then their profiles go.

    Who was given a role meanwhile waits until it has ended.
    """
    due = db.session.scalars(
        select(DataRequest)
        .where(
            DataRequest.status == RequestStatus.WAITING,
            DataRequest.kind == RequestKind.ERASE,
            DataRequest.erase_on <= clock.local(work.now).date(),
        )
        .order_by(DataRequest.id)
        .with_for_update(skip_locked=True)
    )
    for request in due:
        account_id = request.account_id or 0
        if erasing.has_role(account_id, work.now):
            continue
        member = db.session.scalar(select(Member).where(Member.account_id == account_id).with_for_update())
        if member is not None and erasing.let_go(work, member):
            return 1
        erasing.erase(work, account_id)
        _end(work, request, "carry_out", None)
        work.record(
            DataRequestAnswered(
                subject_id=request.id, unit_id=request.unit_id, kind=request.kind, details={"done": True}
            )
        )
        return 1
    return 0


def _ask(work: Work, actor: Actor, kind: str, words: str | None) -> DataRequest:
    made = DataRequest(
        kind=kind,
        account_id=_locked(actor),
        unit_id=actor.unit_id or queries.top_unit_id(),
        words=words,
        asked_at=work.now,
        answer_by=add_working_days(work.now, rules.ANSWER_WITHIN),
    )
    if kind == RequestKind.ERASE:
        made.erase_on = rules.erased_on(clock.local(work.now).date())
    return _made(work, made)


def _made(work: Work, made: DataRequest) -> DataRequest:
    db.session.add(made)
    db.session.flush()
    work.record(DataRequested(subject_id=made.id, unit_id=made.unit_id, kind=made.kind, of_account_id=made.account_id))
    return made


def _end(work: Work, request: DataRequest, step: str, by: int | None) -> None:
    rules.MACHINE.move(request, step)
    request.ended_at, request.ended_by = work.now, by
    request.version += 1
    db.session.flush()


def _remove(work: Work, request: DataRequest) -> None:
    """Nobody is coming any more: while somebody is, they have to know where to go."""
    demand = db.session.get_one(Demand, request.demand_id)
    place = db.session.get(PrivatePlace, demand.private_place_id) if demand.private_place_id else None
    if place is None:
        return
    if place.closes_at is None:
        raise Refused("demand_not_over")
    place.recipient = place.phone = place.address = place.access_notes = None
    place.closes_at = _earlier(place.closes_at, work.now)


def _earlier(first: datetime, second: datetime) -> datetime:
    return min(first, second)


def _locked(actor: Acting) -> int:
    """The account behind the actor, locked: two presses at once are one after the other."""
    if actor.account_id is None:
        raise NotVisible
    return db.session.get_one(Account, actor.account_id, with_for_update={"key_share": True}).id

"""Use cases on registrations: ask, receive, refuse, end; a whole team at once.

The member's row is locked first, then the registrations, so that two sites never receive somebody at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.accounts.rules import new_code
from volunteer.happenings.registrations import (
    RegistrationAsked,
    RegistrationEnded,
    RegistrationHappening,
    RegistrationReceived,
    RegistrationRefused,
    RegistrationWithdrawn,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import queries as people
from volunteer.people.models import SERVING, Member, Registration, RegistrationKind, RegistrationStatus
from volunteer.registrations.queries import LIVE, kept_site, waiting_at
from volunteer.registrations.rules import MACHINE
from volunteer.sites.queries import site
from volunteer.web.api import LARGEST_ID

H = TypeVar("H", bound=RegistrationHappening)


@use_case
def ask(work: Work, actor: Actor, site_id: int) -> Registration:
    """Ask the site where one lives to receive one; where another site holds one, it goes on holding until then."""
    member = people.own(actor, lock=True)
    if member.kind not in SERVING:
        raise NotVisible
    place = site(site_id)
    live = _live(member.id, RegistrationKind.RESIDENCE)
    if any(one.status == RegistrationStatus.REQUESTED for one in live):
        raise Refused("registration_asked")
    if any(one.place_id == place.id for one in live):
        raise Refused("registered_here")
    asked = Registration(
        member=member,
        place=place,
        status=MACHINE.initial,
        slip=new_code(),
        since=clock.local(work.now).date(),
        requested_at=work.now,
    )
    db.session.add(asked)
    db.session.flush()
    work.record(_told(RegistrationAsked, asked))
    return asked


@use_case
def receive(work: Work, actor: Actor, registration_id: int) -> Registration:
    """Receive a member; what held at another site ends today."""
    registration = _answered_here(actor, registration_id)
    _receive(work, actor, registration)
    return registration


@use_case
def receive_waiting(work: Work, actor: Actor, site_id: int, ids: Collection[int] | None = None) -> int:
    """Receive those of the waiting that were ticked, or everybody; how many there still were."""
    place = kept_site(actor, site_id)
    waiting = waiting_at(place.id)
    if ids is not None:
        waiting = waiting.where(Registration.id.in_(ids))
    members = waiting.with_only_columns(Registration.member_id).order_by(None)
    _lock_members(Member.id.in_(members))
    found = db.session.scalars(waiting.with_for_update(of=Registration).execution_options(populate_existing=True))
    received = found.unique().all()
    for registration in received:
        _receive(work, actor, registration)
    return len(received)


@use_case
def refuse(work: Work, actor: Actor, registration_id: int, reason: str) -> Registration:
    """Do not receive a member, and say why."""
    registration = _answered_here(actor, registration_id)
    _say_why(reason)
    MACHINE.move(registration, "refuse")
    _answer(work, actor, registration, reason)
    work.record(_told(RegistrationRefused, registration, reason=reason))
    return registration


@use_case
def release(work: Work, actor: Actor, registration_id: int, reason: str) -> Registration:
    """The site ends a registration that holds, and says why."""
    registration = _answered_here(actor, registration_id)
    _say_why(reason)
    _end(work, registration, "release", reason)
    work.record(_told(RegistrationEnded, registration, reason=reason))
    return registration


@use_case
def leave(work: Work, actor: Actor, registration_id: int) -> Registration:
    """The member takes the request back, or ends what holds."""
    member = people.own(actor, lock=True)
    registration = db.session.scalar(
        select(Registration)
        .where(Registration.id == min(registration_id, LARGEST_ID), Registration.member_id == member.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if registration is None:
        raise NotVisible
    asked_only = registration.status == RegistrationStatus.REQUESTED
    _end(work, registration, "withdraw" if asked_only else "leave", None)
    work.record(_told(RegistrationWithdrawn if asked_only else RegistrationEnded, registration))
    return registration


@use_case
def end_all_of(work: Work, actor: Actor | None, member_id: int) -> None:
    """Nothing holds any more for somebody who left the network."""
    _lock_members(Member.id == member_id)
    for registration in _live(member_id):
        waits = registration.status == RegistrationStatus.REQUESTED
        _end(work, registration, "withdraw" if waits else "leave", None)
        work.record(_told(RegistrationWithdrawn if waits else RegistrationEnded, registration))


def _answered_here(actor: Actor, registration_id: int) -> Registration:
    seen = get_visible(Registration, actor, Permission.REGISTRATION_RECEIVE, registration_id)
    _lock_members(Member.id == seen.member_id)
    return get_visible(Registration, actor, Permission.REGISTRATION_RECEIVE, registration_id, lock=True)


def _lock_members(which: Any) -> None:
    db.session.execute(select(Member.id).where(which).order_by(Member.id).with_for_update(key_share=True))


def _live(member_id: int, kind: RegistrationKind | None = None) -> list[Registration]:
    statement = select(Registration).where(Registration.member_id == member_id, Registration.status.in_(LIVE))
    if kind is not None:
        statement = statement.where(Registration.kind == kind)
    return list(db.session.scalars(statement.with_for_update().execution_options(populate_existing=True)))


def _receive(work: Work, actor: Actor, registration: Registration) -> None:
    for older in _live(registration.member_id, RegistrationKind(registration.kind)):
        if older is not registration and older.status == RegistrationStatus.RECEIVED:
            _end(work, older, "move", None)
            work.record(_told(RegistrationEnded, older, moved_to=registration.place_id))
    MACHINE.move(registration, "receive")
    registration.since = clock.local(work.now).date()
    _answer(work, actor, registration, None)
    work.record(_told(RegistrationReceived, registration))


def _answer(work: Work, actor: Actor, registration: Registration, reason: str | None) -> None:
    registration.answered_by = actor.account_id
    registration.answered_at = work.now
    registration.reason = reason
    registration.version += 1
    db.session.flush()


def _end(work: Work, registration: Registration, step: str, reason: str | None) -> None:
    MACHINE.move(registration, step)
    registration.until = max(clock.local(work.now).date(), registration.since)
    registration.reason = reason
    registration.version += 1
    db.session.flush()


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": str(_("请写明原因，对方会看到"))})


def _told(kind: type[H], registration: Registration, **values: Any) -> H:
    return kind(
        subject_id=registration.id,
        unit_id=registration.member.unit_id,
        place_id=registration.place_id,
        member_account_id=registration.member.account_id,
        details={"place_id": registration.place_id, "kind": registration.kind},
        **values,
    )

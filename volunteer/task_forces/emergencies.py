"""Emergency mode of one town (D11): opened with a reason and an end, extended, closed, reviewed."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.task_forces import (
    EmergencyClosed,
    EmergencyExtended,
    EmergencyOpened,
    EmergencyReviewed,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.projects.session_service import postpone
from volunteer.task_forces.access import may_open
from volunteer.task_forces.calls import close_call
from volunteer.task_forces.models import Bypass, CallOut, Emergency
from volunteer.task_forces.rules import check_end
from volunteer.task_forces.suspending import sessions_to_suspend
from volunteer.web.api import LARGEST_ID


@use_case
def open_emergency(work: Work, actor: Actor, place_id: int, reason: str, ends_at: datetime) -> Emergency:
    """Open emergency mode in a town; ordinary outdoor sessions there, until its end, are put off."""
    _require(actor)
    town = db.session.get(Place, place_id) if place_id <= LARGEST_ID else None
    if town is None or town.kind != PlaceKind.TOWN:
        raise Invalid({"place_id": _("请选择镇街")})
    check_end(ends_at, work.now)
    emergency = Emergency(
        place_id=town.id, reason=reason, opened_by=actor.account_id, opened_at=work.now, ends_at=ends_at
    )
    db.session.add(emergency)
    with refusing({"uq_emergency_open": "emergency_open"}):
        db.session.flush()
    suspended = _suspend(work, actor, emergency)
    details = {"place_id": town.id, "ends_at": ends_at.isoformat(), "suspended": suspended}
    work.record(EmergencyOpened(subject_id=emergency.id, reason=reason, details=details))
    return emergency


@use_case
def extend(work: Work, actor: Actor, emergency_id: int, version: int, ends_at: datetime) -> Emergency:
    """A later end, at most seven days from now; sessions in the added time are put off too."""
    emergency = _running(actor, emergency_id)
    if emergency.version != version:
        raise Refused("stale")
    if ends_at <= emergency.ends_at:
        raise Invalid({"ends_at": _("新的结束时间要晚于原来的")})
    check_end(ends_at, work.now)
    before, emergency.ends_at = emergency.ends_at, ends_at
    emergency.version += 1
    suspended = _suspend(work, actor, emergency)
    details = {"from": before.isoformat(), "ends_at": ends_at.isoformat(), "suspended": suspended}
    work.record(EmergencyExtended(subject_id=emergency.id, details=details))
    return emergency


@use_case
def close(work: Work, actor: Actor, emergency_id: int) -> Emergency:
    """End emergency mode before its time; call-outs still under way end with it."""
    emergency = _running(actor, emergency_id)
    end_emergency(work, emergency)
    return emergency


@use_case
def review(work: Work, actor: Actor, emergency_id: int, note: str) -> Emergency:
    """Say what one thinks of all that was passed over; once."""
    emergency = _locked(actor, emergency_id)
    if emergency.closed_at is None or emergency.reviewed_at is not None:
        raise Refused("not_in_this_state")
    emergency.review, emergency.reviewed_at, emergency.reviewed_by = note, work.now, actor.account_id
    emergency.version += 1
    work.record(EmergencyReviewed(subject_id=emergency.id, reason=note))
    return emergency


def end_emergency(work: Work, emergency: Emergency) -> None:
    """What closing does, by a person or by the clock."""
    open_calls = select(CallOut).where(CallOut.emergency_id == emergency.id, CallOut.closed_at.is_(None))
    for call_out in db.session.scalars(open_calls.order_by(CallOut.position_id)).all():
        close_call(work, call_out)
    emergency.closed_at = work.now
    emergency.closed_by = work.actor.account_id if work.actor else None
    emergency.version += 1
    work.record(
        EmergencyClosed(subject_id=emergency.id, town=emergency.place.name, opener_account_id=emergency.opened_by)
    )


def _suspend(work: Work, actor: Actor, emergency: Emergency) -> int:
    """Put the sessions off by the use case that organizers have; everybody on them is told."""
    sessions = db.session.scalars(sessions_to_suspend(actor, emergency.place_id, work.now, emergency.ends_at)).all()
    why = _("%(town)s应急响应：%(reason)s", town=emergency.place.name, reason=emergency.reason)
    for session_id in sorted(session.id for session in sessions):
        postpone(actor, session_id, why)
        db.session.add(
            Bypass(
                emergency_id=emergency.id,
                rule="session",
                details={"session_id": session_id},
                by=actor.account_id,
                at=work.now,
            )
        )
    return len(sessions)


def _require(actor: Actor) -> None:
    if not may_open(actor):
        raise Forbidden


def _locked(actor: Actor, emergency_id: int) -> Emergency:
    _require(actor)
    statement = select(Emergency).where(Emergency.id == emergency_id).with_for_update(key_share=True)
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotVisible
    return found


def _running(actor: Actor, emergency_id: int) -> Emergency:
    emergency = _locked(actor, emergency_id)
    if emergency.closed_at is not None:
        raise Refused("not_in_this_state")
    return emergency

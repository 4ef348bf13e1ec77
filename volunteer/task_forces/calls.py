"""Calling people out: the need opened at once, everybody picked asked at once; reminded; ended.

A yes is a claim, taken by `claims.answering.accept`; a no is a declined invitation. Nothing follows from a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select

from volunteer.claims.calling import Called, call, end_unanswered
from volunteer.claims.models import Claim
from volunteer.claims.places import lock_position
from volunteer.demands.models import Demand
from volunteer.demands.urgent import take_on_at_once
from volunteer.happenings.task_forces import CalledOut, CallOutClosed, CallOutHappening, CallOutReminded, NeedOpened
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import responsible_unit_for
from volunteer.people.models import Member
from volunteer.projects.models import Position
from volunteer.projects.states import SessionStatus
from volunteer.projects.urgent import UrgentNeed, check_assured, enough, open_at_once
from volunteer.task_forces import passed_over
from volunteer.task_forces.access import calling_unit, may_call, may_open
from volunteer.task_forces.models import CallOut, Emergency
from volunteer.task_forces.picking import Picks, picked
from volunteer.task_forces.rules import AFTER_THE_END, SILENT, check_call, check_reminder
from volunteer.task_forces.words import HELPER, STANDING_RISK, STANDING_SUMMARY
from volunteer.texts.sensitive import masked

K = TypeVar("K", bound=CallOutHappening)


@dataclass(frozen=True, kw_only=True)
class Need:
    """The four fields: what, where, how many, until when with whom to ask for."""

    title: str
    category: str
    site_id: int
    muster_point: str
    headcount: int
    muster_minutes: int  # from now
    ends: datetime
    leader_name: str
    leader_phone: str
    bring_note: str | None = None
    insurance_note: str | None = None  # asked for outside an emergency, where the category does
    assured: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Who calls, and whom of its people."""

    unit_id: int
    below_id: int | None = None
    skill: str | None = None
    within_km: float | None = None


@use_case
def open_need(work: Work, actor: Actor, emergency_id: int, need: Need) -> Position:
    """In an emergency: look for people at once, reviewed by nobody. For sites of the town, and for who calls out."""
    emergency = open_emergency_at(work.now, emergency_id=emergency_id)
    if emergency is None:
        raise Refused("no_emergency")
    site = _site(need.site_id)
    if not (may_open(actor) or actor.reach(Permission.DEMAND_ASK).covers(place_path=site.path)):
        raise Forbidden
    if not site.path.startswith(emergency.place.path):
        raise NotVisible
    return _open(work, actor, need, responsible_unit_for(site.id), emergency)


@use_case
def call_out(work: Work, actor: Actor, whom: Whom, need: Need) -> CallOut:
    """Open the need, and ask everybody picked to come."""
    unit = calling_unit(actor, whom.unit_id)
    emergency = open_emergency_at(work.now, place_path=_site(need.site_id).path)
    position = _open(work, actor, need, unit, emergency)
    return _call(work, actor, unit, whom, position, emergency)


@use_case
def call_for(work: Work, actor: Actor, whom: Whom, position_id: int) -> CallOut:
    """Ask everybody picked to come to a need that a site opened at once in an emergency."""
    unit = calling_unit(actor, whom.unit_id)
    position = lock_position(position_id)
    if not actor.reach(Permission.CALL_OUT).covers(position.project.unit.path):
        raise Forbidden
    session = position.session
    emergency = open_emergency_at(work.now, place_path=session.site.path)
    if emergency is None or session.status != SessionStatus.PLANNED or session.ends <= work.now:
        raise Refused("no_emergency")
    return _call(work, actor, unit, whom, position, emergency)


@use_case
def remind(work: Work, actor: Actor, call_out_id: int) -> int:
    """Ask those who have not answered once more, at most every ten minutes; how many."""
    made = _locked(actor, call_out_id)
    check_reminder(made.reminded_at, made.created_at, work.now)
    silent = _pairs(Claim.position_id == made.position_id, Claim.status.in_(SILENT), Claim.respond_by > work.now)
    made.reminded_at = work.now
    work.record(_told(CallOutReminded, made, silent))
    return len(silent)


@use_case
def close(work: Work, actor: Actor, call_out_id: int) -> CallOut:
    """It is enough: nobody else is looked for."""
    made = _locked(actor, call_out_id)
    close_call(work, made)
    return made


def close_call(work: Work, made: CallOut) -> None:
    """What closing does, by a person, by the clock, or with the emergency."""
    ended = end_unanswered(work, made.position_id)
    enough(work, lock_position(made.position_id))
    made.closed_at = work.now
    work.record(_told(CallOutClosed, made, ended))


def picks_of(actor: Actor, whom: Whom, unit: Unit) -> Picks:
    """What was chosen, its units loaded."""
    below = calling_unit_below(unit, whom.below_id) if whom.below_id else None
    return Picks(unit=unit, below=below, skill=whom.skill, within_km=whom.within_km)


def calling_unit_below(unit: Unit, below_id: int) -> Unit:
    """A unit to narrow the call to; for a force it may be any that its people come from."""
    below = db.session.get(Unit, below_id)
    if below is None:
        raise NotVisible
    return below


def open_emergency_at(
    now: datetime, *, emergency_id: int | None = None, place_path: str | None = None
) -> Emergency | None:
    """The emergency that holds now: the one named, or the one in the town of a place."""
    holds = select(Emergency).join(Emergency.place).where(Emergency.closed_at.is_(None), Emergency.ends_at > now)
    if emergency_id is not None:
        holds = holds.where(Emergency.id == emergency_id)
    if place_path is not None:
        holds = holds.where(func.starts_with(place_path, Place.path))
    return db.session.scalar(holds.limit(1))


def check_need(need: Need, now: datetime) -> None:
    """Invalid where it lacks what it needs outside an emergency: said before anybody is counted."""
    if open_emergency_at(now, place_path=_site(need.site_id).path) is None:
        check_assured(need.category, need)


def holds_at(place_path: str, now: datetime) -> bool:
    """Whether an emergency holds at a place."""
    return open_emergency_at(now, place_path=place_path) is not None


def _open(work: Work, actor: Actor, need: Need, unit: Unit, emergency: Emergency | None) -> Position:
    """The demand, and at once the project that answers it."""
    starts = work.now + timedelta(minutes=need.muster_minutes)
    check_call(starts, need.ends)
    if emergency is None:
        check_assured(need.category, need)
    demand = _demand(work, actor, need, unit, starts, in_emergency=emergency is not None)
    urgent = UrgentNeed(
        title=demand.title,
        category=need.category,
        site_id=need.site_id,
        place=need.muster_point,
        headcount=need.headcount,
        starts=starts,
        ends=need.ends,
        contact_name=need.leader_name,
        contact_phone=need.leader_phone,
        summary=str(STANDING_SUMMARY) % {"title": demand.title},
        risk_note=str(STANDING_RISK),
        bring_note=need.bring_note,
        insurance_note=masked(need.insurance_note or "") or None,
        assured=need.assured,
        position_title=str(HELPER),
        demand_id=demand.id,
    )
    position = open_at_once(work, urgent, unit.id, in_emergency=emergency is not None)
    if emergency is not None:
        passed_over.at_opening(work, emergency, position)
        details = {"project_id": position.project_id, "demand_id": demand.id}
        work.record(NeedOpened(subject_id=emergency.id, unit_id=unit.id, details=details))
    return position


def _demand(work: Work, actor: Actor, need: Need, unit: Unit, starts: datetime, *, in_emergency: bool) -> Demand:
    """Whoever is in a hurry is not sent back for a telephone number in the title: it is masked."""
    title = masked(need.title)
    content = {
        "category": need.category,
        "title": title,
        "text": str(STANDING_SUMMARY) % {"title": title},
        "public_place": masked(need.muster_point),
        "headcount": need.headcount,
        "starts": starts,
        "ends": need.ends,
        "contact_name": need.leader_name,
        "contact_phone": need.leader_phone,
        "risk_note": str(STANDING_RISK),
    }
    return take_on_at_once(work, actor, _site(need.site_id), unit, content, in_emergency=in_emergency)


def _call(work: Work, actor: Actor, unit: Unit, whom: Whom, position: Position, emergency: Emergency | None) -> CallOut:
    """Ask those picked. Where to muster and whom to ask for stand in the project behind the position."""
    project, session = position.project, position.session
    made = CallOut(
        emergency_id=emergency.id if emergency else None,
        unit_id=unit.id,
        position_id=position.id,
        muster_point=session.public_place or session.site.name,
        leader_name=project.contact_name or "",
        leader_phone=project.contact_phone or "",
        created_by=actor.account_id,
        created_at=work.now,
    )
    db.session.add(made)
    with refusing({"uq_call_out_position_id": "called_already"}):
        db.session.flush()
    members = db.session.scalars(picked(actor, picks_of(actor, whom, unit), session.site)).all()
    called = _ask(work, made, position, members, emergency)
    if not called:
        raise Refused("nobody_to_call")
    told = _told(CalledOut, made, [(one.claim_id, one.account_id) for one in called])
    work.record(told)
    return made


def _ask(
    work: Work, made: CallOut, position: Position, members: Sequence[int], emergency: Emergency | None
) -> list[Called]:
    """In an emergency an answer is good until the end, without one until people muster."""
    session = position.session
    until = session.ends + AFTER_THE_END if emergency else session.starts
    called = call(work, position.id, members, until, urgent=emergency is not None)
    if emergency is not None:
        passed_over.at_calling(work, emergency, made, position, called)
    return called


def _site(site_id: int) -> Place:
    site = db.session.get(Place, site_id)
    if site is None:
        raise NotVisible
    return site


def _locked(actor: Actor, call_out_id: int) -> CallOut:
    statement = select(CallOut).where(CallOut.id == call_out_id).with_for_update(key_share=True, of=CallOut)
    made = db.session.scalar(statement.execution_options(populate_existing=True))
    if made is None:
        raise NotVisible
    if not may_call(actor, made.unit):
        raise Forbidden
    if made.closed_at is not None:
        raise Refused("call_out_closed")
    return made


def _pairs(*conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    rows = select(Claim.id, Member.account_id).join(Claim.member).where(*conditions).order_by(Claim.id)
    return [(claim_id, account_id) for claim_id, account_id in db.session.execute(rows)]


def _told(kind: type[K], made: CallOut, asked: list[tuple[int, int]]) -> K:
    return kind(
        subject_id=made.id,
        unit_id=made.unit_id,
        title=made.position.project.title,
        muster_point=made.muster_point,
        asked=tuple(asked),
        details={"told": len(asked)},
    )

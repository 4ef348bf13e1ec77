"""A member declares hours that are missing (D20); the organizer answers, a refusal may go to the next tier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.backfills import loading, missing_queries
from volunteer.backfills.entering import Known, Service, check_minutes, clash, settle, write
from volunteer.backfills.missing_models import MissingHours, MissingStatus, MissingStep, MissingStepKind
from volunteer.backfills.missing_rules import MACHINE, answer_refusal, next_tier
from volunteer.backfills.rules import MEMBER, agree_refusal
from volunteer.backfills.service import post
from volunteer.happenings.backfills import (
    MissingHoursAccepted,
    MissingHoursDeclared,
    MissingHoursEscalated,
    MissingHoursHappening,
    MissingHoursRaised,
    MissingHoursRefused,
    MissingHoursWithdrawn,
)
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused, refusing
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger import loading as hours_loading
from volunteer.ledger.service import signed_in
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.settings import setting_at
from volunteer.people.models import Member

ANSWER_DAYS = "missing_hours_days"  # the unit setting
USUAL_DAYS = 5
MOST = 500


@use_case
def declare(work: Work, actor: Actor, service: Service, minutes: int) -> MissingHours:
    """Say that hours are missing, of a session or of an activity as described."""
    member = _locked_self(actor)
    known = settle(service, work.now)
    check_minutes(known.stretch, [minutes])
    _check_possible(member, known)
    squad = loading.squads_at([member], known.stretch.starts)[member.id]
    asked = known.session.project.unit if known.session is not None else squad
    missing = MissingHours(
        member_id=member.id,
        unit_id=squad.id,
        session_id=service.session_id,
        activity=service.activity if known.session is None else None,
        place=service.place if known.session is None else None,
        starts=known.stretch.starts,
        ends=known.stretch.ends,
        minutes=minutes,
        proof_kind=service.proof_kind,
        proof=service.proof.strip(),
        asked_unit_id=asked.id,
        asked_at=work.now,
        answer_by=_answer_by(work.now, asked),
    )
    db.session.add(missing)
    with refusing({"uq_missing_hours_session": "missing_hours_exist"}):
        db.session.flush()
    _tell(work, actor, missing, MissingHoursDeclared, MissingStepKind.ASKED)
    return missing


@use_case
def withdraw(work: Work, actor: Actor, missing_id: int) -> None:
    """Take it back."""
    missing = _own(actor, missing_id)
    MACHINE.move(missing, "withdraw")
    _tell(work, actor, missing, MissingHoursWithdrawn, MissingStepKind.WITHDRAWN)


@use_case
def take_higher(work: Work, actor: Actor, missing_id: int, reason: str) -> None:
    """Take a refusal to the next tier; never to whoever refused."""
    missing = _own(actor, missing_id)
    MACHINE.move(missing, "raise")
    above = next_tier(missing.asked_unit.path)
    if above is None:
        raise Refused("nobody_higher")
    _ask(work, missing, above)
    _tell(work, actor, missing, MissingHoursRaised, MissingStepKind.RAISED, reason)


@use_case
def accept(work: Work, actor: Actor, missing_id: int) -> int:
    """Find it to be so: the hours go on public notice, entered by the member, confirmed by who accepts. Their id."""
    missing = _to_answer(actor, missing_id)
    member = loading.lock_members([missing.member_id])[missing.member_id]
    known = settle(_service_of(missing), work.now)
    _check_possible(member, known)
    squad = db.session.get_one(Unit, missing.unit_id)
    hours = write(work, known, member, squad, missing.minutes, member.account_id, MEMBER)
    item = loading.load_for_the_clock(actor, [hours.id])[0]
    facts = [item.facts]
    before = hours_loading.day_totals(facts).get(item.facts.day, 0)
    before += loading.minutes_on_notice(facts).get(item.facts.day, 0)
    refusal = agree_refusal(actor, item.facts, item.backed, before, hours_loading.day_limits(facts)[squad.path])
    if refusal is not None:
        raise Refused(refusal)
    MACHINE.move(missing, "accept")
    missing.proposal_id = hours.id
    _tell(work, actor, missing, MissingHoursAccepted, MissingStepKind.ACCEPTED)
    post(work, actor, item)
    return hours.id


@use_case
def refuse(work: Work, actor: Actor, missing_id: int, reason: str) -> None:
    """Say no, and why."""
    missing = _to_answer(actor, missing_id)
    MACHINE.move(missing, "refuse")
    _tell(work, actor, missing, MissingHoursRefused, MissingStepKind.REFUSED, reason)


def escalate(work: Work) -> int:
    """What nobody answered in time goes up a tier; at the top it stays, overdue for all to see."""
    late = (
        select(MissingHours)
        .join(MissingHours.asked_unit)
        .where(MissingHours.status == MissingStatus.ASKED, MissingHours.answer_by <= work.now)
        .where(Unit.parent_id.is_not(None))
        .order_by(MissingHours.id)
        .limit(MOST)
        .with_for_update(skip_locked=True, of=MissingHours)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(late).all()
    for missing in found:
        MACHINE.move(missing, "escalate")
        _ask(work, missing, missing.asked_unit.parent_id or missing.asked_unit_id)
        _tell(work, None, missing, MissingHoursEscalated, MissingStepKind.ESCALATED)
    return len(found)


ESCALATE = Job("backfills.escalate_missing", escalate, "cron", {"hour": "8-18", "minute": 15})


def _check_possible(member: Member, known: Known) -> None:
    """Refused where hours exist already, or where the member only forgot to check out."""
    if known.session is not None:
        still_in = select(Attendance.id).where(
            Attendance.session_id == known.session.id,
            Attendance.member_id == member.id,
            Attendance.status == AttendanceStatus.CHECKED_IN,
        )
        if db.session.scalar(still_in) is not None:
            raise Refused("forgotten_check_out")
    day = local(known.stretch.starts).date()
    held = loading.held_by([member.id], day).get(member.id, [])
    reason = clash(known.service.session_id, known.stretch, held)
    if reason is not None:
        raise Refused(reason)


def _service_of(missing: MissingHours) -> Service:
    return Service(
        proof_kind=missing.proof_kind,
        proof=missing.proof,
        session_id=missing.session_id,
        activity=missing.activity,
        place=missing.place,
        starts=missing.starts,
        ends=missing.ends,
    )


def _locked_self(actor: Actor) -> Member:
    if actor.member_id is None:
        raise Forbidden
    return loading.lock_members([actor.member_id])[actor.member_id]


def _own(actor: Actor, missing_id: int) -> MissingHours:
    """The actor's own, locked."""
    missing = _locked(missing_queries.one(actor, missing_id))
    if missing.member_id != actor.member_id:
        raise Forbidden
    return missing


def _to_answer(actor: Actor, missing_id: int) -> MissingHours:
    """One that the actor may answer, the member and itself locked."""
    seen = missing_queries.one(actor, missing_id)
    loading.lock_members([seen.member_id])
    missing = _locked(seen)
    MACHINE.target(missing.status, "accept")
    reason = answer_refusal(
        actor,
        member_account_id=missing.member.account_id,
        asked_path=missing.asked_unit.path,
        refused_by=[step.by for step in missing.steps if step.kind == MissingStepKind.REFUSED],
    )
    if reason is not None:
        raise Refused(reason)
    return missing


def _locked(missing: MissingHours) -> MissingHours:
    wanted = select(MissingHours).where(MissingHours.id == missing.id)
    lock = wanted.with_for_update(key_share=True, of=MissingHours).execution_options(populate_existing=True)
    return db.session.scalars(lock).one()


def _ask(work: Work, missing: MissingHours, unit_id: int) -> None:
    unit = db.session.get_one(Unit, unit_id)
    missing.asked_unit = unit
    missing.asked_at, missing.answer_by = work.now, _answer_by(work.now, unit)


def _answer_by(now: datetime, unit: Unit) -> datetime:
    return add_working_days(now, setting_at(unit.path, ANSWER_DAYS, USUAL_DAYS))


def _tell(
    work: Work,
    actor: Actor | None,
    missing: MissingHours,
    kind: type[MissingHoursHappening],
    step: MissingStepKind,
    reason: str | None = None,
) -> None:
    """Keep the step and tell of it."""
    missing.version += 1
    by = signed_in(actor) if actor is not None else None
    db.session.add(
        MissingStep(missing_id=missing.id, kind=step, at=work.now, by=by, unit_id=missing.asked_unit_id, reason=reason)
    )
    db.session.flush()
    work.record(
        kind(
            subject_id=missing.id,
            unit_id=missing.unit_id,
            reason=reason,
            member_account_id=missing.member.account_id,
            asked_unit_id=missing.asked_unit_id,
            details={"member_id": missing.member_id, "session_id": missing.session_id, "minutes": missing.minutes},
        )
    )

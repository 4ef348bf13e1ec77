"""Complaints: received from anybody, handled above whoever is named, answered under a private link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from volunteer.accounts.rules import digest, new_token
from volunteer.complaints import desks, queries
from volunteer.complaints.models import Complaint, ComplaintBarred, ComplaintContent, ComplaintStep
from volunteer.complaints.rules import MACHINE, PER_ADDRESS, UNPROVEN_PER_ADDRESS, gives_away, may_handle, tiers_above
from volunteer.complaints.states import ComplaintKind, ComplaintStepKind
from volunteer.complaints.subjects import Subject, people_named
from volunteer.happenings.complaints import (
    ComplaintAnswered,
    ComplaintHappening,
    ComplaintOpened,
    ComplaintPassedOn,
    ComplaintReceived,
    ComplaintTaken,
)
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.settings import setting_at
from volunteer.web.humanize import moment
from volunteer.web.strangers import Checked, keyed, one_at_a_time

ANSWER_DAYS = "complaint_answer_days"  # the unit setting
USUAL_DAYS = 10


@dataclass(frozen=True)
class Said:
    """What somebody wrote; how to reach them only if they want to say."""

    kind: ComplaintKind
    text: str
    contact: str | None = None


@use_case
def receive(work: Work, actor: Actor, what: Subject, said: Said, secret: str, passed: Checked) -> str:
    """Take it in; the secret part of its private link. Who sends it is not kept, also not of somebody signed in."""
    address = keyed(secret, "complaint", actor.address or "")
    one_at_a_time(address)
    _check_limit(address, work.now, proven=passed.proven)
    barred = people_named(what, work.now)
    token = new_token()
    complaint = Complaint(
        number=f"TS{clock.local(work.now).year}-{Complaint.next_serial():06d}",
        kind=said.kind,
        about=what.about,
        named_unit_id=what.unit.id,
        project_id=what.project.id if what.project else None,
        session_id=what.session.id if what.session else None,
        hours_id=what.hours.id if what.hours else None,
        certificate_id=what.certificate.id if what.certificate else None,
        handler_unit_id=desks.nearest_unit(tiers_above(what.unit.path), barred, work.now),
        received_at=work.now,
        answer_by=answer_by(what.unit.path, work.now),
        token_hash=digest(token),
        form_key=passed.form_key,
        address_hash=address,
    )
    db.session.add(complaint)
    with refusing({"uq_complaint_form_key": "complaint_sent"}):
        db.session.flush()
    db.session.add(ComplaintContent(complaint_id=complaint.id, text=said.text, contact=said.contact))
    db.session.add_all(ComplaintBarred(complaint_id=complaint.id, account_id=account) for account in sorted(barred))
    db.session.flush()
    note(work, None, complaint, ComplaintStepKind.RECEIVED)
    tell(work, complaint, ComplaintReceived)
    return token


@use_case
def open_content(work: Work, actor: Actor, complaint_id: int) -> ComplaintContent | None:
    """The words as written and how to reach who wrote them, on record; None once their time is over."""
    complaint = _to_handle(actor, complaint_id)
    tell(work, complaint, ComplaintOpened)
    return db.session.get(ComplaintContent, complaint.id)


@use_case
def take(work: Work, actor: Actor, complaint_id: int) -> None:
    """Say that one is at it."""
    complaint = _to_handle(actor, complaint_id)
    MACHINE.move(complaint, "take")
    note(work, actor, complaint, ComplaintStepKind.TAKEN)
    tell(work, complaint, ComplaintTaken)


@use_case
def pass_on(work: Work, actor: Actor, complaint_id: int, words: str, version: int | None = None) -> None:
    """Tell the unit named, in own words, what it should know or do."""
    complaint = _to_handle(actor, complaint_id, version)
    if complaint.closed_at is not None or complaint.named_unit_id == complaint.handler_unit_id:
        raise Refused("not_in_this_state")
    content = db.session.get(ComplaintContent, complaint.id)
    if content is not None and gives_away(words, (content.text, content.contested), content.contact):
        raise Refused("complaint_given_away")
    step = note(work, actor, complaint, ComplaintStepKind.PASSED_ON, words)
    db.session.flush()
    named = complaint.named_unit_id
    work.record(
        ComplaintPassedOn(
            subject_id=complaint.id,
            unit_id=complaint.handler_unit_id,
            number=complaint.number,
            step_id=step.id,
            named_unit_id=named,
        )
    )


@use_case
def answer(work: Work, actor: Actor, complaint_id: int, words: str, version: int | None = None) -> None:
    """Answer it; whoever asked reads it under the private link."""
    complaint = _to_handle(actor, complaint_id, version)
    MACHINE.move(complaint, "answer")
    complaint.answered_at = work.now
    note(work, actor, complaint, ComplaintStepKind.ANSWERED, words)
    tell(work, complaint, ComplaintAnswered)


def answer_by(path: str, now: datetime) -> datetime:
    """Until when a complaint that names the unit at a path is answered."""
    return add_working_days(now, setting_at(path, ANSWER_DAYS, USUAL_DAYS))


def note(
    work: Work, actor: Actor | None, complaint: Complaint, kind: ComplaintStepKind, words: str | None = None
) -> ComplaintStep:
    """Put a step down, at the unit that handles it now; whoever read it before has not seen this."""
    complaint.version += 1
    step = ComplaintStep(
        complaint_id=complaint.id,
        kind=kind,
        at=work.now,
        by=actor.account_id if actor is not None else None,
        unit_id=complaint.handler_unit_id,
        text=words,
    )
    db.session.add(step)
    return step


def tell(work: Work, complaint: Complaint, happening: type[ComplaintHappening]) -> None:
    """Record what happened, with the accounts that handle it from here on; where there are none, since when."""
    handlers = desks.handlers_now(complaint, work.now)
    complaint.unattended_since = None if handlers else complaint.unattended_since or work.now
    work.record(
        happening(
            subject_id=complaint.id,
            unit_id=complaint.handler_unit_id,
            number=complaint.number,
            handlers=handlers,
        )
    )


def _to_handle(actor: Actor, complaint_id: int, version: int | None = None) -> Complaint:
    """Locked; Refused where something happened to it since the `version` that the actor read."""
    complaint = queries.one(actor, complaint_id, lock=True)
    if not may_handle(actor, queries.facts(complaint)):
        raise Forbidden
    if version is not None and complaint.version != version:
        raise Refused("stale")
    return complaint


def _check_limit(address: bytes, now: datetime, *, proven: bool) -> None:
    limit = PER_ADDRESS if proven else UNPROVEN_PER_ADDRESS
    at = Complaint.received_at
    latest = (
        select(at)
        .where(Complaint.address_hash == address, at > now - limit.within)
        .order_by(at.desc())
        .limit(limit.most)
    )
    again_at = limit.again_at(db.session.scalars(latest).all(), now)
    if again_at is not None:
        raise Refused(limit.reason, time=moment(again_at, now))

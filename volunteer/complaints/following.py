"""What whoever sent a complaint does under the private link: read it, be content, or not, once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from volunteer.accounts.rules import digest
from volunteer.complaints import desks
from volunteer.complaints.models import Complaint, ComplaintBarred, ComplaintContent, ComplaintStep
from volunteer.complaints.rules import MACHINE, tiers_above
from volunteer.complaints.service import answer_by, note, tell
from volunteer.complaints.states import ComplaintStepKind
from volunteer.happenings.complaints import ComplaintClosed, ComplaintContested
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor


def opened(token: str, *, lock: bool = False) -> Complaint:
    """What a private link leads to; an unknown one to nothing."""
    statement = select(Complaint).where(Complaint.token_hash == digest(token))
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    statement = statement.options(
        selectinload(Complaint.handler_unit),
        selectinload(Complaint.steps).joinedload(ComplaintStep.unit, innerjoin=True),
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotVisible
    return found


def words_of(complaint: Complaint) -> ComplaintContent | None:
    """What they wrote themselves, as long as it is kept."""
    return db.session.get(ComplaintContent, complaint.id)


@use_case
def accept(work: Work, _actor: Actor, token: str) -> None:
    """The answer did: it is closed."""
    complaint = opened(token, lock=True)
    MACHINE.move(complaint, "accept")
    complaint.closed_at = work.now
    note(work, None, complaint, ComplaintStepKind.ACCEPTED)
    tell(work, complaint, ComplaintClosed)


@use_case
def contest(work: Work, _actor: Actor, token: str, why: str) -> None:
    """The answer did not do: the next tier handles it, or others at the top. Once."""
    complaint = opened(token, lock=True)
    MACHINE.move(complaint, "contest")
    if complaint.reopened_at is not None:
        raise Refused("complaint_contested")
    complaint.reopened_at = work.now
    content = words_of(complaint)
    if content is not None:
        content.contested = why
    note(work, None, complaint, ComplaintStepKind.CONTESTED)
    move_up(work, complaint)
    tell(work, complaint, ComplaintContested)


def move_up(work: Work, complaint: Complaint) -> None:
    """To the next tier, with a deadline of its own; at the top to those who have not answered it."""
    path = complaint.handler_unit.path
    if complaint.at_top:
        _leave_to_others(work, complaint)
    excluded = desks.excluded(complaint, work.now)
    complaint.answer_by = answer_by(path, work.now)
    complaint.reminded_at = complaint.overdue_at = None
    desks.hand_to(complaint, desks.nearest_unit(tiers_above(path), excluded, work.now))


def _leave_to_others(work: Work, complaint: Complaint) -> None:
    """Whoever answered it does not handle it again; where nobody else is left, the same person looks once more."""
    answered = {step.by for step in complaint.steps if step.kind == ComplaintStepKind.ANSWERED and step.by is not None}
    if set(desks.handlers_now(complaint, work.now)) - answered:
        db.session.add_all(
            ComplaintBarred(complaint_id=complaint.id, account_id=account_id)
            for account_id in answered - desks.barred(complaint)
        )
        db.session.flush()

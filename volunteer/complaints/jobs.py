"""What the clock does for complaints: reminds, goes up a tier, closes what nobody contests, forgets the words."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, Select, delete, select, update

from volunteer.complaints.appointing import tell_the_appointed
from volunteer.complaints.following import move_up
from volunteer.complaints.models import Complaint, ComplaintContent
from volunteer.complaints.rules import LAPSES_AFTER, MACHINE, OPEN
from volunteer.complaints.service import note, tell
from volunteer.complaints.states import ComplaintStatus, ComplaintStepKind
from volunteer.happenings.complaints import ComplaintClosed, ComplaintDueSoon, ComplaintEscalated, ComplaintOverdue
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.settings import setting_at

MOST = 200
KEEP_DAYS = "complaint_keep_days"  # the unit setting
USUAL_KEEP_DAYS = 730
REMINDED_BEFORE = 1  # working days
TOLD_AGAIN_AFTER = timedelta(days=7)  # where nobody stands above
ADDRESS_KEPT = timedelta(days=1)


def watch(work: Work) -> int:
    """Tell whoever was appointed; remind before the deadline; after it go up a tier, at the top say that it passed,
    week after week."""
    appointed = tell_the_appointed(work)
    soon = add_working_days(work.now, REMINDED_BEFORE)
    due = _locked(
        select(Complaint)
        .where(Complaint.status.in_(OPEN), Complaint.answer_by <= soon)
        .where((Complaint.answer_by <= work.now) | Complaint.reminded_at.is_(None))
        .where(Complaint.overdue_at.is_(None) | (Complaint.overdue_at <= work.now - TOLD_AGAIN_AFTER))
        .order_by(Complaint.answer_by, Complaint.id)
    )
    for complaint in due:
        if complaint.answer_by > work.now:
            complaint.reminded_at = work.now
            tell(work, complaint, ComplaintDueSoon)
        else:
            _pass(work, complaint)
    return appointed + len(due)


def lapse(work: Work) -> int:
    """Close what was answered long enough ago without a word to it."""
    answered = _locked(
        select(Complaint)
        .where(Complaint.status == ComplaintStatus.ANSWERED, Complaint.answered_at <= work.now - LAPSES_AFTER)
        .order_by(Complaint.id)
    )
    for complaint in answered:
        MACHINE.move(complaint, "lapse")
        complaint.closed_at = work.now
        note(work, None, complaint, ComplaintStepKind.LAPSED)
        tell(work, complaint, ComplaintClosed)
    return len(answered)


def forget(work: Work) -> int:
    """Delete words and contacts of what was closed long enough ago; the address tells nothing after a day."""
    closed = (
        select(Complaint.id, Complaint.closed_at, Unit.path)
        .join(Complaint.named_unit)
        .join(ComplaintContent, ComplaintContent.complaint_id == Complaint.id)
        .where(Complaint.closed_at.is_not(None))
    )
    over = [
        complaint_id
        for complaint_id, closed_at, path in db.session.execute(closed)
        if closed_at is not None and closed_at + _kept_for(path) <= work.now
    ]
    if over:
        db.session.execute(delete(ComplaintContent).where(ComplaintContent.complaint_id.in_(over)))
    unknown = db.session.execute(
        update(Complaint)
        .where(Complaint.address_hash.is_not(None), Complaint.received_at <= work.now - ADDRESS_KEPT)
        .values(address_hash=None)
    )
    return len(over) + (unknown.rowcount if isinstance(unknown, CursorResult) else 0)


JOBS = (
    Job("complaints.watch", watch, "cron", {"hour": "8-18", "minute": 25}, in_parts=True),
    Job("complaints.lapse", lapse, "cron", {"hour": 3, "minute": 35}, in_parts=True),
    Job("complaints.forget", forget, "cron", {"hour": 3, "minute": 45}),
)


def _pass(work: Work, complaint: Complaint) -> None:
    """Nobody answered in time."""
    if complaint.at_top:
        complaint.overdue_at = work.now
        note(work, None, complaint, ComplaintStepKind.OVERDUE)
        tell(work, complaint, ComplaintOverdue)
        return
    note(work, None, complaint, ComplaintStepKind.ESCALATED)
    MACHINE.move(complaint, "escalate")
    move_up(work, complaint)
    tell(work, complaint, ComplaintEscalated)


def _kept_for(path: str) -> timedelta:
    return timedelta(days=setting_at(path, KEEP_DAYS, USUAL_KEEP_DAYS))


def _locked(statement: Select[Complaint]) -> list[Complaint]:
    found = statement.limit(MOST).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return list(db.session.scalars(found))

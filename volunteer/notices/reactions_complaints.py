"""Who is told of complaints: those who handle them, and the unit named only when its handler passes something on."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.complaints.desks import excluded
from volunteer.complaints.models import Complaint
from volunteer.happenings.complaints import ComplaintHappening, ComplaintPassedOn
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission


def to_handlers(happening: ComplaintHappening, work: Work) -> Iterable[Row]:
    """Number and deadline, nothing of the words; where nobody handles it, whoever can name somebody is told."""
    complaint = db.session.get_one(Complaint, happening.subject_id)
    due, link = complaint.answer_by.isoformat(), f"/complaints/{happening.subject_id}"
    for account_id in happening.handlers:
        yield tell(work, account_id, happening.action, link, case=happening.number, respond_by=due)
    if not happening.handlers:
        named = excluded(complaint, work.now)
        for account_id in nearest_holders(happening.unit_id, Permission.GRANT_MANAGE, work.now):
            if account_id not in named:
                yield tell(work, account_id, "complaint.nobody", "/grants", case=happening.number)


def passed_on(happening: ComplaintPassedOn, work: Work) -> Iterable[Row]:
    """The leaders of the unit named learn that there is something to read."""
    for account_id in nearest_holders(happening.named_unit_id, Permission.PROJECT_EDIT, work.now):
        yield tell(work, account_id, happening.action, "/complaints/passed-on")

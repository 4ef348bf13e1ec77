"""Who is told of complaints: those who handle them, and the unit named only when its handler passes something on."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.complaints.models import Complaint
from volunteer.happenings.complaints import ComplaintHappening, ComplaintPassedOn
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission


def to_handlers(happening: ComplaintHappening, work: Work) -> Iterable[Row]:
    """Number and deadline, nothing of what was written or about whom."""
    due = db.session.get_one(Complaint, happening.subject_id).answer_by.isoformat()
    link = f"/complaints/{happening.subject_id}"
    for account_id in happening.handlers:
        yield tell(work, account_id, happening.action, link, case=happening.number, respond_by=due)


def received(happening: ComplaintHappening, work: Work) -> Iterable[Row]:
    """Whoever handles it; where nobody may, whoever can name somebody, as long as it does not name them."""
    yield from to_handlers(happening, work)
    if not happening.handlers:
        named = {one.account_id for one in db.session.get_one(Complaint, happening.subject_id).barred}
        for account_id in nearest_holders(happening.unit_id, Permission.GRANT_MANAGE, work.now):
            if account_id not in named:
                yield tell(work, account_id, "complaint.nobody", "/grants", case=happening.number)


def passed_on(happening: ComplaintPassedOn, work: Work) -> Iterable[Row]:
    """The leaders of the unit named learn that there is something to read."""
    for account_id in nearest_holders(happening.named_unit_id, Permission.PROJECT_EDIT, work.now):
        yield tell(work, account_id, happening.action, "/complaints/passed-on")

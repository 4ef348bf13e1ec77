"""Complaints that nobody may handle: whoever may one day is told, once, and by when they answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true

from volunteer.complaints import desks
from volunteer.complaints.models import Complaint
from volunteer.complaints.rules import OPEN
from volunteer.complaints.service import tell
from volunteer.happenings.complaints import ComplaintAppointed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work


def tell_the_appointed(work: Work, among: ColumnElement[bool] | None = None) -> int:
    """Tell those who may handle by now what nobody could; how many found somebody. The deadline stays."""
    unattended = (
        select(Complaint)
        .where(Complaint.unattended_since.is_not(None), Complaint.status.in_(OPEN), true() if among is None else among)
        .order_by(Complaint.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = [one for one in db.session.scalars(unattended) if desks.handlers_now(one, work.now)]
    for complaint in found:
        tell(work, complaint, ComplaintAppointed)
    return len(found)

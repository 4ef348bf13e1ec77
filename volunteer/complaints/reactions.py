"""Complaints when those who handle them change: a unit is dissolved, or somebody is appointed."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import select

from volunteer.complaints import desks
from volunteer.complaints.appointing import tell_the_appointed
from volunteer.complaints.models import Complaint
from volunteer.complaints.rules import HANDLING, tiers_from
from volunteer.complaints.service import note, tell
from volunteer.complaints.states import ComplaintStatus, ComplaintStepKind
from volunteer.happenings.accounts import GrantGiven
from volunteer.happenings.complaints import ComplaintHandedOver
from volunteer.happenings.organization import UnitClosed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting
from volunteer.organization.models import Unit

COMPLAINTS = Belonging(
    count=counting(Complaint.handler_unit_id, Complaint.status != ComplaintStatus.CLOSED),
    words=lambda number: ngettext("%(num)s 件投诉建议", "%(num)s 件投诉建议", number),
)


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The successor handles them at once, or the nearest above it where somebody may (D3). The deadline stays."""
    held = select(Complaint).where(
        Complaint.handler_unit_id == happening.subject_id, Complaint.status != ComplaintStatus.CLOSED
    )
    tiers = tiers_from(db.session.get_one(Unit, happening.successor_id).path)
    for complaint in db.session.scalars(held.order_by(Complaint.id).with_for_update(key_share=True)).all():
        above_named = [unit_id for unit_id in tiers if unit_id != complaint.named_unit_id] or tiers
        desks.hand_to(complaint, desks.nearest_unit(above_named, desks.excluded(complaint, work.now), work.now))
        note(work, None, complaint, ComplaintStepKind.HANDED_OVER)
        tell(work, complaint, ComplaintHandedOver)


def grant_given(happening: GrantGiven, work: Work) -> None:
    """Whoever was appointed because nobody could handle a complaint hears of it at once; later ones on their day."""
    if happening.unit_id is not None and happening.role in HANDLING:
        tell_the_appointed(work, Complaint.handler_unit_id == happening.unit_id)

"""What the ledger does when an attendance is complete."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.activities import AttendanceCompleted
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus


def propose(happening: AttendanceCompleted, work: Work) -> None:
    """Propose the minutes for confirmation; later changes update the proposal only while it is pending."""
    told = {
        "minutes": happening.minutes,
        "entered_by": happening.entered_by,
        "ticked": happening.ticked,
        "service_date": happening.service_date,
        "proposed_at": work.now,
    }
    statement = insert(HoursProposal).values(
        attendance_id=happening.subject_id,
        member_id=happening.member_id,
        session_id=happening.session_id,
        unit_id=happening.unit_id,
        source=HoursSource.VERIFIED,
        status=ProposalStatus.PENDING,
        version=1,
        **told,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[HoursProposal.attendance_id],
            set_={**told, "countersigned_by": None, "countersigned_at": None, "version": HoursProposal.version + 1},
            where=HoursProposal.status == ProposalStatus.PENDING,
        )
    )

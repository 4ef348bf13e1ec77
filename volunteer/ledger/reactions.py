"""What the ledger does when an attendance is complete."""

from __future__ import annotations

from sqlalchemy import and_, case
from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.activities import AttendanceCompleted
from volunteer.kernel.database import db, table_of
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus

TABLE = table_of(HoursProposal)


def propose(happening: AttendanceCompleted, work: Work) -> None:
    """Propose the minutes for confirmation; later entries change them only while nobody has decided.

    What a leader set stays, and the leader is told of what came after (`late_entries`). A countersign stays where the
    minutes that it vouches for stay.
    """
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
    new = statement.excluded
    still_vouched = and_(HoursProposal.minutes == new.minutes, HoursProposal.countersigned_by != new.entered_by)
    kept = {
        column.name: case((still_vouched, column)) for column in (TABLE.c.countersigned_by, TABLE.c.countersigned_at)
    }
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[HoursProposal.attendance_id],
            set_={**told, **kept, "version": HoursProposal.version + 1},
            where=and_(HoursProposal.status == ProposalStatus.PENDING, ~HoursProposal.amended),
        )
    )

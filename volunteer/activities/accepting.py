"""The step that the ledger takes for attendances whose hours it confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.rules import MACHINE
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work


def mark_accepted(work: Work, attendance_ids: Sequence[int]) -> None:
    """Accept many attendances in one statement; called while the members' rows are locked."""
    if not attendance_ids:
        return
    db.session.execute(
        update(Attendance)
        .where(Attendance.id.in_(attendance_ids), Attendance.status == AttendanceStatus.CHECKED_OUT)
        .values(
            status=MACHINE.target(AttendanceStatus.CHECKED_OUT, "accept"),
            accepted_at=work.now,
            version=Attendance.version + 1,
        )
        .execution_options(synchronize_session="fetch")
    )

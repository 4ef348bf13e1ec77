"""What people are told of the day of service."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.activities import AttendanceCompleted
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def completed(happening: AttendanceCompleted, work: Work) -> Iterable[Row]:
    """A member learns of minutes that somebody else entered."""
    if happening.entered_by != happening.member_account_id:
        yield tell(
            work,
            happening.member_account_id,
            "attendance.entered",
            "/me/hours",
            minutes=happening.minutes,
            date=happening.service_date.isoformat(),
        )

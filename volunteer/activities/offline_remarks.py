"""What to look at among the entries that devices made offline: clocks that were wrong, what came too late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, or_, select

from volunteer.activities.adding_up import add_up
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchMethod
from volunteer.activities.punching import mark_of, sent_late
from volunteer.activities.rules import CODE_SENT_WITHIN
from volunteer.kernel.database import db
from volunteer.people.models import Member

MINUTE = 60
_SENT_LATE = and_(Punch.method == PunchMethod.CODE, Punch.received_at - Punch.at > CODE_SENT_WITHIN)


@dataclass(frozen=True)
class Remark:
    """One punch to look at.

    `clock_off_min`: how far ahead its device's clock was; `too_late`: it came after the hours were confirmed;
    `sent_late`: a code that came long after the time it was showing.
    """

    name: str
    kind: str
    at: datetime
    clock_off_min: int | None
    too_late: bool
    sent_late: bool


def remarks(session_id: int) -> list[Remark]:
    """The punches of a session to look at, by person and time."""
    statement = (
        select(Member.name, Attendance, Punch)
        .join(Attendance, Attendance.id == Punch.attendance_id)
        .join(Member, Member.id == Attendance.member_id)
        .where(
            Attendance.session_id == session_id,
            or_(Attendance.status == AttendanceStatus.ACCEPTED, Punch.clock_off_s.is_not(None), _SENT_LATE),
        )
        .order_by(Member.pinyin, Attendance.id, Punch.received_at, Punch.id)
    )
    found: list[Remark] = []
    for attendance, rows in groupby(db.session.execute(statement), key=lambda row: row.Attendance):
        these = list(rows)
        late = _too_late(attendance, [row.Punch for row in these])
        found += [
            Remark(row.name, punch.kind, punch.at, _minutes(punch.clock_off_s), punch in late, sent_late(punch))
            for row in these
            if (punch := row.Punch).clock_off_s is not None or punch in late or sent_late(punch)
        ]
    return found


def _too_late(attendance: Attendance, punches: Sequence[Punch]) -> Iterable[Punch]:
    """Those of confirmed hours that came last and tell another story: what stands was added up without them."""
    if attendance.status != AttendanceStatus.ACCEPTED:
        return ()
    for known in range(len(punches), 0, -1):
        added = add_up(mark_of(punch) for punch in punches[:known])
        if (added.first_in, added.last_out) == (attendance.first_in, attendance.last_out):
            return punches[known:]
    return ()


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else round(seconds / MINUTE)

"""What to look at among the entries that devices made offline: wrong clocks, what came too late, places not checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, or_, select

from volunteer.activities.adding_up import add_up
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.activities.punching import mark_of, sent_late
from volunteer.activities.rules import CODE_SENT_WITHIN
from volunteer.kernel.database import db
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession

MINUTE = 60
_SENT_LATE = and_(Punch.method == PunchMethod.CODE, Punch.received_at - Punch.at > CODE_SENT_WITHIN)
# Without network there was nothing to compare a position with: as if the phone had not said where it is.
_UNPLACED = and_(
    Punch.method == PunchMethod.OWN,
    Punch.kind == PunchKind.IN,
    Punch.said_at.is_not(None),
    ServiceSession.check_in_radius_m.is_not(None),
)


@dataclass(frozen=True)
class Remark:
    """One punch to look at.

    `clock_off_min`: how far ahead its device's clock was; `too_late`: it came after the hours were confirmed;
    `sent_late`: a code that came long after the time it was showing; `unplaced`: a member's own word, given without
    network, where the session asks for the place.
    """

    name: str
    kind: str
    at: datetime
    clock_off_min: int | None
    too_late: bool
    sent_late: bool
    unplaced: bool

    @property
    def matters(self) -> bool:
        """Whether there is anything to say."""
        return self.clock_off_min is not None or self.too_late or self.sent_late or self.unplaced


def remarks(session_id: int) -> list[Remark]:
    """The punches of a session to look at, by person and time."""
    statement = (
        select(Member.name, Attendance, Punch, _UNPLACED.label("unplaced"))
        .join(Attendance, Attendance.id == Punch.attendance_id)
        .join(Member, Member.id == Attendance.member_id)
        .join(ServiceSession, ServiceSession.id == Attendance.session_id)
        .where(
            Attendance.session_id == session_id,
            or_(Attendance.status == AttendanceStatus.ACCEPTED, Punch.clock_off_s.is_not(None), _SENT_LATE, _UNPLACED),
        )
        .order_by(Member.pinyin, Attendance.id, Punch.received_at, Punch.id)
    )
    found: list[Remark] = []
    for attendance, rows in groupby(db.session.execute(statement), key=lambda row: row.Attendance):
        these = list(rows)
        late = _too_late(attendance, [row.Punch for row in these])
        found += [remark for row in these if (remark := _remark(row, row.Punch in late)).matters]
    return found


def _remark(row: Row[Any], too_late: bool) -> Remark:
    punch = row.Punch
    off = None if punch.clock_off_s is None else round(punch.clock_off_s / MINUTE)
    return Remark(row.name, punch.kind, punch.at, off, too_late, sent_late(punch), row.unplaced)


def _too_late(attendance: Attendance, punches: Sequence[Punch]) -> Iterable[Punch]:
    """Those of confirmed hours that came last and tell another story: what stands was added up without them."""
    accepted = attendance.accepted_at
    if accepted is None:
        return ()
    late = [punch for punch in punches if punch.received_at > accepted]
    known = add_up(mark_of(punch) for punch in punches if punch.received_at <= accepted)
    return late if add_up(map(mark_of, punches)).served != known.served else ()

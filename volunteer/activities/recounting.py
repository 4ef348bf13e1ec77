"""Attendances follow their punches until their hours are confirmed; what comes later is kept and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import aliased

from volunteer.activities import punching
from volunteer.activities.adding_up import add_up
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.rules import MACHINE
from volunteer.happenings.activities import AttendanceCompleted
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession


def recount(work: Work, session: ServiceSession, attendances: Sequence[Attendance]) -> None:
    """Bring attendances of one session up to their punches, under the lock of their members' rows."""
    marks = punching.marks_of([attendance.id for attendance in attendances])
    for attendance in attendances:
        attendance.version += 1
        if attendance.status == AttendanceStatus.ACCEPTED:
            continue
        added = add_up(marks[attendance.id])
        vouched_by = attendance.ticked_by
        MACHINE.retrace(attendance, added.steps)
        attendance.ticked_by = added.ticked_by
        attendance.first_in, attendance.last_out = added.first_in, added.last_out
        if added.served:
            _count(work, session, attendance, word_changed=added.ticked_by != vouched_by)
            for other, other_session in _counted_after(attendance, session):
                _count(work, other_session, other)


def _count(work: Work, session: ServiceSession, attendance: Attendance, *, word_changed: bool = False) -> None:
    minutes = punching.minutes_of(attendance, session)
    if minutes == attendance.minutes and not word_changed:
        return
    attendance.minutes = minutes
    member_account_id = db.session.scalars(select(Member.account_id).where(Member.id == attendance.member_id)).one()
    work.record(
        AttendanceCompleted(
            subject_id=attendance.id,
            unit_id=attendance.unit_id,
            session_id=session.id,
            member_id=attendance.member_id,
            member_account_id=member_account_id,
            minutes=minutes,
            ticked=attendance.ticked_by is not None,
            entered_by=attendance.ticked_by or member_account_id,
            service_date=clock.local(session.starts).date(),
            details={"minutes": minutes},
        )
    )


def _counted_after(attendance: Attendance, session: ServiceSession) -> Sequence[tuple[Attendance, ServiceSession]]:
    """The member's attendances that leave out what this one counts: sessions moved onto this one that began later."""
    its = aliased(ServiceSession)
    statement = (
        select(Attendance, its)
        .join(its, its.id == Attendance.session_id)
        .where(
            Attendance.member_id == attendance.member_id,
            Attendance.minutes.is_not(None),
            Attendance.status != AttendanceStatus.ACCEPTED,
            tuple_(its.starts, its.id) > (session.starts, session.id),
            its.starts < session.ends,
        )
        .order_by(its.starts, its.id)
    )
    return [(other, other_session) for other, other_session in db.session.execute(statement)]

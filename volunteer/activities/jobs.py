"""Regular work on attendances: where a deployment says so, who forgot to check out is counted until the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from volunteer.activities import minute_rules, punching
from volunteer.activities.models import Attendance, AttendanceStatus, PunchKind, PunchMethod
from volunteer.activities.punching import Entry
from volunteer.activities.recounting import recount
from volunteer.activities.rules import CHECK_OUT_CLOSES_AFTER, SHEET_CLOSES_AFTER
from volunteer.activities.service import punched
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import SessionStatus

SETTING = "close_at_end"


def close_at_end(work: Work) -> int:
    """Check out, at the end of the session, who still counts as present when check-out has closed.

    Only where the organizing unit set it, and only of late: a setting turned on today does not reach back. The
    check-out is nobody's word, so it carries no account.
    """
    due = [attendance for attendance in _still_in(work) if _is_set(attendance.session)]
    if not due:
        return 0
    punching.lock_members({attendance.member_id for attendance in due})
    ids = {attendance.id for attendance in due}
    closed = [attendance for attendance in _still_in(work) if attendance.id in ids]
    for _session_id, these in groupby(closed, key=lambda attendance: attendance.session_id):
        _close(work, list(these))
    return len(closed)


def _still_in(work: Work) -> Sequence[Attendance]:
    statement = (
        select(Attendance)
        .join(Attendance.session)
        .join(ServiceSession.project)
        .join(Project.unit)
        .options(contains_eager(Attendance.session).contains_eager(ServiceSession.project).contains_eager(Project.unit))
        .where(
            Attendance.status == AttendanceStatus.CHECKED_IN,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends.between(work.now - SHEET_CLOSES_AFTER, work.now - CHECK_OUT_CLOSES_AFTER),
        )
        .order_by(Attendance.session_id, Attendance.member_id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _is_set(session: ServiceSession) -> bool:
    return bool(minute_rules.knob(session.project.unit, SETTING))


def _close(work: Work, attendances: Sequence[Attendance]) -> None:
    session = attendances[0].session
    entry = Entry(PunchKind.OUT, PunchMethod.TICK, session.ends, None, None, None)
    for attendance in attendances:
        punching.write(work, attendance, entry)
        happening = punched(session, attendance, entry)
        work.record(replace(happening, details={**happening.details, "setting": SETTING}))
    recount(work, session, attendances)


CLOSE_AT_END = Job("activities.close_at_end", close_at_end, "interval", {"minutes": 10})

"""What people are told because time went by. The notice itself is the memory that they were told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, String, cast, exists, literal, select

from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.rules import SHEET_CLOSES_AFTER
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.notices.models import Notice
from volunteer.notices.rows import tell
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import SessionStatus

KIND = "attendance.leaving_unsaid"
ASKED_AFTER = timedelta(minutes=15)  # people stand in line at the gate when a session ends
MOST = 1000


def ask_leaving(work: Work) -> int:
    """Ask everybody who is still checked in after the end of a session, once, when they left."""
    unsaid = db.session.execute(_still_in(work)).all()
    work.rows += [tell(work, account_id, KIND, link, title=title) for account_id, title, link in unsaid]
    return len(unsaid)


def _still_in(work: Work) -> Select[int, str, str]:
    link = literal("/sessions/") + cast(ServiceSession.id, String) + literal("/check-in#left")
    told = exists().where(
        Notice.account_id == Member.account_id,
        Notice.created_at > ServiceSession.ends,
        Notice.kind == KIND,
        Notice.link == link,
    )
    return (
        select(Member.account_id, Project.title, link)
        .select_from(Attendance)
        .join(Member, Member.id == Attendance.member_id)
        .join(ServiceSession, ServiceSession.id == Attendance.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(
            Attendance.status == AttendanceStatus.CHECKED_IN,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends.between(work.now - SHEET_CLOSES_AFTER, work.now - ASKED_AFTER),
            ~told,
        )
        .order_by(ServiceSession.ends, Attendance.id)
        .limit(MOST)
    )


ASK_LEAVING = Job("notices.ask_leaving", ask_leaving, "interval", {"minutes": 5})

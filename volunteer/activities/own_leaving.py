"""Who forgot to check out says when they left: their own word, which somebody else vouches for (D19)."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from volunteer.activities import punching
from volunteer.activities.access import session_known
from volunteer.activities.models import Attendance, AttendanceStatus, PunchKind, PunchMethod
from volunteer.activities.punching import Entry
from volunteer.activities.recounting import recount
from volunteer.activities.rules import CHECK_OUT_CLOSES_AFTER, SHEET_CLOSES_AFTER
from volunteer.activities.service import check_takes_place, punched
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession
from volunteer.web.api import LARGEST_ID


def may_say(session: ServiceSession, attendance_status: str | None, now: datetime) -> bool:
    """Whether a member may say it: still counted as present, the session over, its sheet not closed."""
    return attendance_status == AttendanceStatus.CHECKED_IN and session.ends < now <= session.ends + SHEET_CLOSES_AFTER


@use_case
def say_leaving(work: Work, actor: Actor, session_id: int, left_at: datetime) -> Attendance:
    """Check oneself out at the time one left; afterwards the hours wait for somebody else's word."""
    if actor.member_id is None or actor.account_id is None:
        raise Forbidden
    if session_id > LARGEST_ID:
        raise NotVisible
    session = session_known(session_id)
    member = punching.lock_member(actor.member_id)
    claim = punching.claim_of(session.id, member.id)
    check_takes_place(session)
    attendance = punching.attendance_of(claim, member)
    punching.check_fits(attendance, PunchKind.OUT, left_at, field="left_at")
    _check_time(session, left_at, work.now)
    entry = Entry(PunchKind.OUT, PunchMethod.OWN, left_at, actor.account_id, None, None)
    punching.write(work, attendance, entry)
    work.record(punched(session, attendance, entry))
    recount(work, session, [attendance])
    return attendance


def _check_time(session: ServiceSession, left_at: datetime, now: datetime) -> None:
    if now <= session.ends:
        raise Refused("leave_at_gate")
    if now > session.ends + SHEET_CLOSES_AFTER:
        raise Refused("leaving_closed")
    if left_at > now:
        raise Invalid({"left_at": _("不能晚于现在")})
    if left_at > session.ends + CHECK_OUT_CLOSES_AFTER:
        raise Invalid({"left_at": _("最晚填到结束后 2 小时")})

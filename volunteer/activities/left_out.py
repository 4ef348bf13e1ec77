"""What of the time somebody was there does not count, and why, in words for the member and the leader."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.activities import punching
from volunteer.activities.minutes import Why
from volunteer.activities.models import Attendance
from volunteer.kernel.database import db
from volunteer.projects.models import Project, ServiceSession
from volunteer.web.humanize import minutes

WORDS: Mapping[Why, LazyString] = {
    Why.OUTSIDE: _l("开始前或结束后"),
    Why.BREAK: _l("中间休息"),
    Why.ELSEWHERE: _l("同一时间另一场已计"),
    Why.OWN_DUTY: _l("工作时间内的本职工作"),
    Why.TOO_SHORT: _l("到场时间不足本场要求"),
    Why.ROUNDED: _l("按规定取整"),
}


def left_out(attendance_id: int | None) -> str | None:
    """The reasons with their minutes; None without any, or where the rules have changed since it was counted."""
    statement = (
        select(Attendance)
        .where(Attendance.id == attendance_id)
        .options(joinedload(Attendance.session).joinedload(ServiceSession.project).joinedload(Project.unit))
    )
    attendance = db.session.scalar(statement) if attendance_id is not None else None
    if attendance is None or attendance.minutes is None:
        return None
    counted = punching.counted(attendance, attendance.session)
    if counted.minutes != attendance.minutes:
        return None
    reasons = [_("%(why)s %(length)s", why=WORDS[part.why], length=minutes(part.minutes)) for part in counted.left_out]
    return str(_("，")).join(map(str, reasons)) or None

"""Punches and the attendance they add up to, read and written under the lock of the member's row (D30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.activities import rules
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession

COMES = (ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.ATTENDED)


@dataclass(frozen=True)
class Entry:
    """One punch about to be written."""

    kind: PunchKind
    method: PunchMethod
    at: datetime
    by: int
    client_id: str | None
    code_step: int | None


def lock_member(member_id: int) -> Member:
    """The member's row, locked against anything else that takes place or time from this person."""
    statement = select(Member).where(Member.id == member_id).with_for_update(key_share=True, of=Member)
    member = db.session.scalar(statement)
    if member is None:
        raise NotVisible
    return member


def accepted_before(client_id: str | None, session_id: int, member_id: int) -> Attendance | None:
    """The attendance that an entry with this `client_id` already went into; entries count once."""
    if client_id is None:
        return None
    statement = select(Attendance).join(Punch, Punch.attendance_id == Attendance.id).where(Punch.client_id == client_id)
    attendance = db.session.scalar(statement)
    if attendance is not None and (attendance.session_id, attendance.member_id) != (session_id, member_id):
        raise Refused("key_reused")
    return attendance


def claim_of(session_id: int, member_id: int) -> Claim:
    """The claim that lets a member serve in a session. Refused("not_yours") without one."""
    statement = (
        select(Claim)
        .where(Claim.session_id == session_id, Claim.member_id == member_id, Claim.status.in_(COMES))
        .execution_options(populate_existing=True)
    )
    claim = db.session.scalar(statement)
    if claim is None:
        raise Refused("not_yours", message=_("没有找到本场的报名，请先报名或联系现场负责人"))
    return claim


def attendance_of(claim: Claim, member: Member) -> Attendance:
    """The attendance that belongs to a claim; made at the first punch, with the squad of that day."""
    statement = select(Attendance).where(Attendance.claim_id == claim.id).execution_options(populate_existing=True)
    attendance = db.session.scalar(statement)
    if attendance is None:
        attendance = Attendance(
            claim_id=claim.id,
            session_id=claim.session_id,
            member_id=member.id,
            unit_id=member.unit_id,
            status=AttendanceStatus.OPEN,
            version=0,
        )
        db.session.add(attendance)
        db.session.flush()
    return attendance


def write(work: Work, attendance: Attendance, entry: Entry) -> None:
    """Keep the punch and what follows from it: state, first in, last out, whose word it is."""
    previous = _last_punch(attendance.id)
    if previous is not None and entry.at < previous:
        raise Invalid({"at": _("不能早于上一次签到或签退")})
    db.session.add(
        Punch(
            attendance_id=attendance.id,
            kind=entry.kind,
            method=entry.method,
            at=entry.at,
            received_at=work.now,
            by=entry.by,
            client_id=entry.client_id,
            code_step=entry.code_step,
        )
    )
    with refusing({"uq_punch_code_step": "code_used", "uq_punch_client_id": "key_reused"}):
        db.session.flush()
    rules.MACHINE.move(attendance, rules.STEP_OF[entry.kind])
    attendance.version += 1
    if entry.kind is PunchKind.IN:
        attendance.first_in = attendance.first_in or entry.at
    else:
        attendance.last_out = entry.at
    if entry.method is not PunchMethod.CODE:
        attendance.ticked_by = entry.by


def minutes_of(attendance: Attendance, session: ServiceSession) -> int:
    """Minutes of an attendance from its punches, bounded by the session, without those other sessions counted."""
    period = rules.Stretch(session.starts, session.ends)
    return rules.minutes_served(_served(attendance.id), period, _elsewhere(attendance, period))


def _served(attendance_id: int) -> list[rules.Stretch]:
    rows = db.session.execute(select(Punch.kind, Punch.at).where(Punch.attendance_id == attendance_id))
    return rules.stretches((PunchKind(kind), at) for kind, at in rows)


def _elsewhere(attendance: Attendance, period: rules.Stretch) -> list[rules.Stretch]:
    """What the member's other attendances count inside this period: possible once sessions were moved."""
    statement = (
        select(Attendance.id, ServiceSession.starts, ServiceSession.ends)
        .join(ServiceSession, ServiceSession.id == Attendance.session_id)
        .where(
            Attendance.member_id == attendance.member_id,
            Attendance.id != attendance.id,
            Attendance.minutes.is_not(None),
            ServiceSession.starts < period.ends,
            ServiceSession.ends > period.starts,
        )
    )
    found: list[rules.Stretch] = []
    for other_id, starts, ends in db.session.execute(statement):
        begins, closes = max(starts, period.starts), min(ends, period.ends)
        found += [
            rules.Stretch(max(part.starts, begins), min(part.ends, closes))
            for part in _served(other_id)
            if part.starts < closes and part.ends > begins
        ]
    return found


def _last_punch(attendance_id: int) -> datetime | None:
    statement = select(Punch.at).where(Punch.attendance_id == attendance_id).order_by(Punch.at.desc()).limit(1)
    return db.session.scalar(statement)

"""Punches and the attendance they add up to, read and written under the lock of the member's row (D30)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from volunteer.activities import minute_rules, minutes, rules
from volunteer.activities.adding_up import Mark, add_up
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
    """One punch about to be written. `clock_off_s`: how far ahead the clock was that said `said_at`."""

    kind: PunchKind
    method: PunchMethod
    at: datetime
    by: int | None  # None: a setting closed it (`jobs`)
    client_id: str | None
    code_step: int | None
    said_at: datetime | None = None
    clock_off_s: int | None = None


def lock_member(member_id: int) -> Member:
    """The member's row, locked against anything else that takes place or time from this person."""
    member = lock_members([member_id]).get(member_id)
    if member is None:
        raise NotVisible
    return member


def lock_members(member_ids: Collection[int]) -> dict[int, Member]:
    """The rows of several members by id, locked in one order."""
    statement = (
        select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update(key_share=True, of=Member)
    )
    return {member.id: member for member in db.session.scalars(statement)}


def accepted_before(client_id: str | None, session_id: int, member_id: int) -> Attendance | None:
    """The attendance that an entry with this `client_id` already went into; entries count once."""
    if client_id is None:
        return None
    statement = select(Attendance).join(Punch, Punch.attendance_id == Attendance.id).where(Punch.client_id == client_id)
    attendance = db.session.scalar(statement)
    if attendance is not None and (attendance.session_id, attendance.member_id) != (session_id, member_id):
        raise Refused("key_reused")
    return attendance


def accepted_earlier(client_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Of these entries of devices, those that are punches already: session and member by `client_id`."""
    statement = (
        select(Punch.client_id, Attendance.session_id, Attendance.member_id)
        .join(Attendance, Attendance.id == Punch.attendance_id)
        .where(Punch.client_id.in_(client_ids))
    )
    return {client_id: (session_id, member_id) for client_id, session_id, member_id in db.session.execute(statement)}


def claim_of(session_id: int, member_id: int) -> Claim:
    """The claim that lets a member serve in a session. Refused("not_yours") without one."""
    claim = claims_of(session_id, [member_id]).get(member_id)
    if claim is None:
        raise no_claim()
    return claim


def claims_of(session_id: int, member_ids: Collection[int]) -> dict[int, Claim]:
    """By member, the claims that let them serve in a session."""
    statement = (
        select(Claim)
        .where(Claim.session_id == session_id, Claim.member_id.in_(member_ids), Claim.status.in_(COMES))
        .execution_options(populate_existing=True)
    )
    return {claim.member_id: claim for claim in db.session.scalars(statement)}


def no_claim() -> Refused:
    """The refusal of somebody who has no claim in a session."""
    return Refused("not_yours", message=_("没有找到本场的报名，请先报名或联系现场负责人"))


def attendance_of(claim: Claim, member: Member) -> Attendance:
    """The attendance that belongs to a claim; made at the first punch, with the squad of that day."""
    return attendances_of([claim], {member.id: member})[member.id]


def attendances_of(claims: Collection[Claim], members: Mapping[int, Member]) -> dict[int, Attendance]:
    """By member, the attendances that belong to claims; each made at its first punch, with the squad of that day."""
    wanted = {claim.id: claim for claim in claims}
    statement = select(Attendance).where(Attendance.claim_id.in_(wanted)).execution_options(populate_existing=True)
    found = {attendance.member_id: attendance for attendance in db.session.scalars(statement)}
    for claim in sorted(wanted.values(), key=lambda claim: claim.id):
        if claim.member_id not in found:
            found[claim.member_id] = Attendance(
                claim_id=claim.id,
                session_id=claim.session_id,
                member_id=claim.member_id,
                unit_id=members[claim.member_id].unit_id,
                status=AttendanceStatus.OPEN,
                version=0,
            )
            db.session.add(found[claim.member_id])
    db.session.flush()
    return found


def write(work: Work, attendance: Attendance, entry: Entry) -> None:
    """Keep the punch. What it changes is added up from all of them (`recounting`)."""
    db.session.add(Punch(**_row(work, attendance, entry)))
    with refusing({"uq_punch_code_step": "code_used", "uq_punch_client_id": "key_reused"}):
        db.session.flush()


def write_new(work: Work, entries: Sequence[tuple[Attendance, Entry]]) -> set[str]:
    """Keep punches that devices noted, in one statement; the `client_id` of those that nobody else used meanwhile.

    Two entries with one code are one proof given twice: the first to come carries the code's number, all are kept.
    """
    if not entries:
        return set()
    used = _codes_used({attendance.id for attendance, _entry in entries})
    rows = []
    for attendance, entry in entries:
        proof = (attendance.id, entry.kind.value, entry.code_step)
        rows.append(_row(work, attendance, replace(entry, code_step=None) if proof in used else entry))
        used.add(proof)
    statement = insert(Punch).values(rows).on_conflict_do_nothing(index_elements=[Punch.client_id])
    return {client_id for client_id in db.session.scalars(statement.returning(Punch.client_id)) if client_id}


def _row(work: Work, attendance: Attendance, entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "attendance_id": attendance.id, "received_at": work.now}


def _codes_used(attendance_ids: Collection[int]) -> set[tuple[int, str, int | None]]:
    statement = select(Punch.attendance_id, Punch.kind, Punch.code_step).where(
        Punch.attendance_id.in_(attendance_ids), Punch.code_step.is_not(None)
    )
    return {(attendance_id, kind, step) for attendance_id, kind, step in db.session.execute(statement)}


def check_fits(attendance: Attendance, kind: PunchKind, at: datetime, field: str = "at") -> None:
    """What somebody who acts now is told at once; of entries that come late nothing of this is asked."""
    rules.check_step(attendance.status, kind)
    last = db.session.scalar(select(func.max(Punch.at)).where(Punch.attendance_id == attendance.id))
    if last is not None and at < last:
        raise Invalid({field: _("不能早于上一次签到或签退")})


def marks_of(attendance_ids: Collection[int]) -> dict[int, list[Mark]]:
    """The punches that count, by attendance: of confirmed ones those known by then. One statement for all."""
    found: dict[int, list[Mark]] = {attendance_id: [] for attendance_id in attendance_ids}
    statement = (
        select(
            Punch.attendance_id,
            Punch.kind,
            Punch.at,
            Punch.received_at,
            Punch.method,
            Punch.by,
            Punch.clock_off_s,
            Punch.client_id,
        )
        .join(Attendance, Attendance.id == Punch.attendance_id)
        .where(
            Punch.attendance_id.in_(found),
            or_(Attendance.accepted_at.is_(None), Punch.received_at <= Attendance.accepted_at),
        )
    )
    for row in db.session.execute(statement):
        found[row.attendance_id].append(mark_of(row))
    return found


def mark_of(punch: Punch | Row[Any]) -> Mark:
    """What counts of a stored punch; a code from a wrong clock, or sent late, is the word of whoever sent it."""
    by_code = punch.method == PunchMethod.CODE and punch.clock_off_s is None and not sent_late(punch)
    return Mark(PunchKind(punch.kind), punch.at, None if by_code else punch.by, punch.client_id)


def sent_late(punch: Punch | Row[Any]) -> bool:
    """Whether a code came long after the time it was showing: it proves that the member knew it, no more."""
    return punch.method == PunchMethod.CODE and punch.received_at - punch.at > rules.CODE_SENT_WITHIN


def minutes_of(attendance: Attendance, session: ServiceSession) -> int:
    """Minutes of an attendance from its punches, by what holds for the session."""
    return counted(attendance, session).minutes


def counted(attendance: Attendance, session: ServiceSession) -> minutes.Counted:
    """The same with what was left out, and why."""
    return minutes.minutes_of(
        _served(attendance.id),
        rules.Stretch(session.starts, session.ends),
        minute_rules.rules_of(session),
        breaks=minute_rules.breaks_of(session),
        elsewhere=_elsewhere(attendance, session),
        excluded=minute_rules.excluded(attendance, session),
    )


def _served(attendance_id: int) -> Sequence[rules.Stretch]:
    return add_up(marks_of([attendance_id])[attendance_id]).served


def _elsewhere(attendance: Attendance, session: ServiceSession) -> list[rules.Stretch]:
    """What the member's other attendances count inside this session: possible once sessions were moved.

    An instant counts where the hours are confirmed already, else in the session that began first; so it does not matter
    which of them was complete first.
    """
    begun_before = tuple_(ServiceSession.starts, ServiceSession.id) < (session.starts, session.id)
    statement = (
        select(Attendance.id, ServiceSession)
        .join(ServiceSession, ServiceSession.id == Attendance.session_id)
        .where(
            Attendance.member_id == attendance.member_id,
            Attendance.id != attendance.id,
            or_(begun_before, Attendance.status == AttendanceStatus.ACCEPTED),
            ServiceSession.starts < session.ends,
            ServiceSession.ends > session.starts,
        )
    )
    others = db.session.execute(statement).all()
    marks = marks_of([other_id for other_id, _other in others]) if others else {}
    found: list[rules.Stretch] = []
    for other_id, other in others:
        period = rules.Stretch(max(other.starts, session.starts), min(other.ends, session.ends))
        present = minutes.without(add_up(marks[other_id]).served, minute_rules.breaks_of(other))
        found += minutes.common(present, [period])
    return found

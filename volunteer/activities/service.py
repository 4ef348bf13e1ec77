"""Use cases of the day of service: the code at the gate, check-in and check-out, what is missing afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from volunteer.activities import punching, rules
from volunteer.activities.access import session_known, session_to_run
from volunteer.activities.models import Attendance, PunchKind, PunchMethod
from volunteer.activities.opening import opens_before
from volunteer.activities.punching import Entry
from volunteer.activities.recounting import recount
from volunteer.claims import answering
from volunteer.claims.states import ClaimStatus
from volunteer.happenings.activities import CheckedIn, CheckedOut
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus


@dataclass(frozen=True)
class CodeShown:
    """The code at the gate and when it changes."""

    code: str
    valid_until: datetime


@dataclass(frozen=True)
class Said:
    """What came with a check-in or check-out: a code by the member, or a member's id by whoever runs the session.

    Where there is no gate (D8), the member says nothing but that they are here.
    `at` and `client_id` come from devices that were offline.
    """

    code: str | None = None
    member_id: int | None = None
    at: datetime | None = None
    client_id: str | None = None


@use_case
def show_code(work: Work, actor: Actor, session_id: int) -> CodeShown:
    """The code now showing; it takes no secret out of the house, only six digits for thirty seconds."""
    session = session_to_run(actor, session_id)
    check_takes_place(session)
    if session.own_word:
        raise Refused("no_gate_code")
    step = rules.step_at(work.now)
    return CodeShown(rules.code_of(session.code_secret, step), rules.step_ends(step))


@use_case
def check_in(work: Work, actor: Actor, session_id: int, said: Said) -> Attendance:
    """A member arrives: with the code, or ticked by whoever runs the session."""
    return _punch(work, actor, session_id, PunchKind.IN, said)


@use_case
def check_out(work: Work, actor: Actor, session_id: int, said: Said) -> Attendance:
    """A member leaves; the minutes are then known."""
    return _punch(work, actor, session_id, PunchKind.OUT, said)


@use_case
def close_missing(work: Work, actor: Actor, session_id: int, member_id: int, ended: datetime) -> Attendance:
    """Say when a member left who forgot to check out; it counts as ticked."""
    return _punch(work, actor, session_id, PunchKind.OUT, Said(member_id=member_id, at=ended))


@use_case
def mark_no_show(work: Work, actor: Actor, session_id: int, member_id: int) -> None:
    """Note, once the session has begun, that a member who had claimed did not come."""
    session = session_to_run(actor, session_id)
    punching.lock_member(member_id)
    claim = punching.claim_of(session.id, member_id)
    if work.now < session.starts or claim.status == ClaimStatus.ATTENDED:
        raise Refused("not_in_this_state")
    answering.mark_no_show(actor, claim.id)


def _punch(work: Work, actor: Actor, session_id: int, kind: PunchKind, said: Said) -> Attendance:
    session = session_known(session_id) if said.member_id is None else session_to_run(actor, session_id)
    member_id = said.member_id if said.member_id is not None else actor.member_id
    if member_id is None or actor.account_id is None:
        raise Forbidden
    member = punching.lock_member(member_id)
    repeated = punching.accepted_before(said.client_id, session.id, member.id)
    if repeated is not None:
        return repeated
    claim = punching.claim_of(session.id, member.id)
    check_takes_place(session)
    entry = _entry(work, session, kind, said, actor.account_id)
    attendance = punching.attendance_of(claim, member)
    if said.client_id is None:
        punching.check_fits(attendance, kind, entry.at)
    punching.write(work, attendance, entry)
    if kind is PunchKind.IN and claim.status != ClaimStatus.ATTENDED:
        answering.mark_attended(actor, claim.id)
    work.record(punched(session, attendance, entry))
    recount(work, session, [attendance])
    return attendance


def punched(session: ServiceSession, attendance: Attendance, entry: Entry) -> CheckedIn | CheckedOut:
    """What the house is told of one punch."""
    happening = CheckedIn if entry.kind is PunchKind.IN else CheckedOut
    return happening(
        subject_id=attendance.id,
        unit_id=attendance.unit_id,
        session_id=session.id,
        member_id=attendance.member_id,
        project_id=session.project_id,
        details={"method": entry.method},
    )


def check_takes_place(session: ServiceSession) -> None:
    """Refused unless the session is on."""
    if session.status != SessionStatus.PLANNED:
        raise Refused("not_in_this_state")


def _entry(work: Work, session: ServiceSession, kind: PunchKind, said: Said, account_id: int) -> Entry:
    period = rules.Stretch(session.starts, session.ends)
    opens = opens_before(session)
    at = said.at or work.now
    if at > work.now:
        raise Invalid({"at": _("不能晚于现在")})
    if said.member_id is None:
        rules.check_window(period, kind, at, opens)
        if session.own_word:
            return Entry(kind, PunchMethod.OWN, at, account_id, said.client_id, None)
        step = rules.step_of_code(session.code_secret, said.code or "", at)
        return Entry(kind, PunchMethod.CODE, at, account_id, said.client_id, step)
    if work.now > session.ends + rules.SHEET_CLOSES_AFTER:
        raise Refused("check_in_closed")
    at = _ticked_time(period, kind, said.at, work.now, opens)
    method = PunchMethod.TICK if work.now <= session.ends else PunchMethod.SHEET
    return Entry(kind, method, at, account_id, said.client_id, None)


def _ticked_time(
    period: rules.Stretch, kind: PunchKind, said_at: datetime | None, now: datetime, opens: timedelta
) -> datetime:
    """The time a leader's word stands for: given and inside the session, else now (a late check-out: the end)."""
    if said_at is None:
        at = min(now, period.ends) if kind is PunchKind.OUT else now
        rules.check_window(period, kind, at, opens)
        return at
    if not period.starts - opens <= said_at <= period.ends:
        raise Invalid({"at": _("请填写本场服务时间以内的时间")})
    return said_at

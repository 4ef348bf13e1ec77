"""Where a member stands on the day of service: what the check-in page shows, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from volunteer.activities.left_out import left_out
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.opening import opens_at
from volunteer.activities.own_leaving import may_say
from volunteer.activities.queries import EXPECTED, own
from volunteer.activities.rules import CHECK_OUT_CLOSES_AFTER
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus


class Standing(StrEnum):
    """From arriving to leaving, and what can go wrong between."""

    CALLED_OFF = "called_off"
    NOT_SIGNED_UP = "not_signed_up"
    EARLY = "early"  # not open yet
    READY = "ready"  # may check in
    HERE = "here"  # checked in, may check out
    LEFT = "left"  # checked out
    TOO_LATE = "too_late"  # never checked in, and it is over
    FORGOT_TO_LEAVE = "forgot_to_leave"  # checked in, and check-out has closed
    MISSED = "missed"  # noted as absent
    CONFIRMED = "confirmed"  # the hours stand


@dataclass(frozen=True)
class OwnDay:
    """A session as one member meets it."""

    standing: Standing
    attendance: Attendance | None
    opens: datetime
    may_return: bool
    left_out: str | None = None  # what does not count of the time there, and why
    may_say_leaving: bool = False  # forgot to check out, and may say when it was


def own_day(actor: Actor, session: ServiceSession, now: datetime) -> OwnDay:
    """The member's own standing in a session now."""
    signed_up = select(Claim.status).where(
        Claim.session_id == session.id, Claim.member_id == actor.member_id, Claim.status.in_(EXPECTED)
    )
    status = db.session.scalar(signed_up) if actor.member_id is not None else None
    attendance, opens = own(actor, session.id), opens_at(session)
    attendance_status = attendance.status if attendance else None
    standing = standing_of(session, status, attendance_status, opens, now)
    may_return = standing is Standing.LEFT and now <= session.ends
    return OwnDay(
        standing,
        attendance,
        opens,
        may_return,
        left_out(attendance.id) if attendance else None,
        standing in (Standing.HERE, Standing.FORGOT_TO_LEAVE) and may_say(session, attendance_status, now),
    )


def standing_of(
    session: ServiceSession, claim: str | None, attendance: str | None, opens: datetime, now: datetime
) -> Standing:
    """The standing that follows from the states of session, claim and attendance at a time."""
    if attendance == AttendanceStatus.ACCEPTED:
        return Standing.CONFIRMED
    if session.status != SessionStatus.PLANNED:
        return Standing.CALLED_OFF
    if claim is None:
        return Standing.NOT_SIGNED_UP
    if claim == ClaimStatus.NO_SHOW:
        return Standing.MISSED
    if attendance == AttendanceStatus.CHECKED_IN:
        return Standing.HERE if now <= session.ends + CHECK_OUT_CLOSES_AFTER else Standing.FORGOT_TO_LEAVE
    if attendance == AttendanceStatus.CHECKED_OUT:
        return Standing.LEFT
    if now < opens:
        return Standing.EARLY
    return Standing.READY if now <= session.ends else Standing.TOO_LATE

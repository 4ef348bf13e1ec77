"""Attendance and punches: evidence of service time. Coordinates are compared and discarded, so no column holds them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.claims.models import Claim
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession


class AttendanceStatus(StrEnum):
    """A missing check-out stays `checked_in` until the leader says when it ended."""

    OPEN = "open"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    ACCEPTED = "accepted"


class PunchKind(StrEnum):
    """In or out."""

    IN = "in"
    OUT = "out"


class PunchMethod(StrEnum):
    """Whose word a punch is (D19)."""

    CODE = "code"  # the member, with the code showing at the gate
    TICK = "tick"  # a leader or the site
    SHEET = "sheet"  # a signed paper sheet entered within 48 hours
    OWN = "own"  # the helper's own word, where there is no gate (D8); the site countersigns


class Attendance(Base):
    """One member in one session. First in, last out and minutes are derived from the punches."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)  # the squad at the time of service
    status: Mapped[str] = mapped_column(default=AttendanceStatus.OPEN)
    first_in: Mapped[datetime | None]
    last_out: Mapped[datetime | None]
    minutes: Mapped[int | None]
    ticked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # set when any punch is a leader's word
    accepted_at: Mapped[datetime | None]  # what is received after it is evidence, and not counted
    version: Mapped[int] = mapped_column(default=1)

    claim: Mapped[Claim] = relationship()
    member: Mapped[Member] = relationship()
    session: Mapped[ServiceSession] = relationship()

    __table_args__ = (
        one_of("status", AttendanceStatus),
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("(status = 'accepted') = (accepted_at IS NOT NULL)", name="accepted"),
        Index("uq_attendance_member_session", "session_id", "member_id", unique=True),
    )


class Punch(Base):
    """One check-in or check-out. `client_id` makes entries from offline devices harmless to repeat.

    `at` is the time by the server's clock. `said_at` is what a device said that was offline, and `clock_off_s` by how
    much its clock was ahead (seconds), where that was noticed.
    """

    __tablename__ = "punch"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"), index=True)
    kind: Mapped[str]
    method: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    client_id: Mapped[str | None] = mapped_column(unique=True)
    code_step: Mapped[int | None]  # which 30-second code was used
    said_at: Mapped[datetime | None]
    clock_off_s: Mapped[int | None]

    __table_args__ = (
        one_of("kind", PunchKind),
        one_of("method", PunchMethod),
        Index("uq_punch_code_step", "attendance_id", "kind", "code_step", unique=True),
    )


class WalkUpNotAdded(Base):
    """An entry about somebody who came along, made without network, for whom there was no place when it arrived.

    `named` is the number that was typed, a phone masked; `member_id` is whose it is, where it is anybody's.
    """

    __tablename__ = "walk_up_not_added"

    client_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    named: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]

    __table_args__ = (one_of("kind", PunchKind),)


class WrongCode(Base):
    """How often a member tried a wrong code at a session of late; six digits must not be guessed."""

    __tablename__ = "wrong_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"), primary_key=True)
    tries: Mapped[int]
    since: Mapped[datetime]

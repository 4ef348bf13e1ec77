"""Hours: a mutable proposal per attendance, and the append-only ledger behind it (D19, D21, D29, D31).

The application's role may not UPDATE, DELETE or TRUNCATE `hours_entry`, and no foreign key to or from it cascades.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession


class ProposalStatus(StrEnum):
    """Where a proposal stands; once confirmed, the ledger speaks."""

    PENDING = "pending"
    ON_NOTICE = "on_notice"  # backfilled, agreed to by a second person of a higher tier, open to objection
    OBJECTED = "objected"  # somebody has objected: the clock of the notice stands still
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class HoursSource(StrEnum):
    """Where minutes come from; backfilled ones are reported apart."""

    VERIFIED = "verified"
    BACKFILLED = "backfilled"
    CORRECTION = "correction"


class EntryKind(StrEnum):
    """What a ledger row says. Only `credit` and `reversal` carry minutes."""

    CREDIT = "credit"
    REVERSAL = "reversal"
    DISPUTE = "dispute"
    UPHELD = "upheld"  # a dispute answered without change


class HoursProposal(Base):
    """Minutes that wait for confirmation. Its id is the id of "the hours" in the API for good."""

    __tablename__ = "hours_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    service_date: Mapped[date]
    minutes: Mapped[int]
    source: Mapped[str] = mapped_column(default=HoursSource.VERIFIED)
    status: Mapped[str] = mapped_column(default=ProposalStatus.PENDING)
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ticked: Mapped[bool] = mapped_column(default=False)
    countersigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    countersigned_at: Mapped[datetime | None]
    note: Mapped[str | None]
    proposed_at: Mapped[datetime]  # when these minutes were first said: counted, or set by a leader
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship()
    session: Mapped[ServiceSession | None] = relationship()

    @hybrid_property
    def amended(self) -> bool:
        """Whether a leader set the minutes: only then do verified ones have a note, which is the reason."""
        return self.source == HoursSource.VERIFIED and self.note is not None

    @amended.inplace.expression
    @classmethod
    def _amended(cls) -> ColumnElement[bool]:
        return and_(cls.source == HoursSource.VERIFIED, cls.note.is_not(None))

    __table_args__ = (
        one_of("status", ProposalStatus),
        one_of("source", HoursSource),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),
        CheckConstraint("countersigned_by IS NULL OR countersigned_by <> entered_by", name="four_eyes"),
        Index("ix_hours_proposal_status_unit", "status", "unit_id"),
        Index(
            "uq_hours_proposal_backfilled",
            "session_id",
            "member_id",
            unique=True,
            postgresql_where=text("source = 'backfilled' AND status <> 'refused'"),
        ),
    )


class HoursEntry(Base):
    """One row of the ledger. `unit_path` is the squad's path at the time of service.

    Rows of one member form a chain: `hash` covers the row's content and `prev_hash`, the hash of the member's row
    before it. Only keys of persons are hashed, never names.
    """

    __tablename__ = "hours_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("hours_proposal.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    sequence: Mapped[int]  # 1, 2, 3 … of the member
    kind: Mapped[str]
    source: Mapped[str]
    minutes: Mapped[int]  # signed: a reversal is negative
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("hours_entry.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str]
    service_date: Mapped[date]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    countersigned_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    prev_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        one_of("kind", EntryKind),
        one_of("source", HoursSource),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by", name="four_eyes"),
        CheckConstraint("countersigned_by IS NULL OR countersigned_by <> entered_by", name="second_eyes"),
        CheckConstraint("(kind IN ('credit', 'reversal')) = (confirmed_by IS NOT NULL)", name="confirmed"),
        CheckConstraint(
            "CASE kind WHEN 'credit' THEN minutes >= 0 WHEN 'reversal' THEN minutes <= 0 ELSE minutes = 0 END",
            name="minutes",
        ),
        CheckConstraint("(kind = 'reversal') <= (reverses_id IS NOT NULL AND reason IS NOT NULL)", name="reversal"),
        Index("uq_hours_entry_sequence", "member_id", "sequence", unique=True),
        Index("uq_hours_entry_reversed_once", "reverses_id", unique=True),
        Index(
            "ix_hours_entry_unit_date", "unit_path", "service_date", postgresql_ops={"unit_path": "text_pattern_ops"}
        ),
        Index("ix_hours_entry_member_date", "member_id", "service_date"),
        Index("ix_hours_entry_recorded_at", "recorded_at"),
    )


class CountersignReminder(Base):
    """Whether a session's site was reminded to countersign, and when the next tier was told instead."""

    __tablename__ = "countersign_reminder"

    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"), primary_key=True)
    reminded_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]

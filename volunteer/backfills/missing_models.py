"""Hours that a member says are missing (申报漏记, D20), and each step of the answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.backfills.models import LEAST_PROOF, ProofKind
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession


class MissingStatus(StrEnum):
    """Where the member's word stands; accepted hours go on as a proposal on public notice."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class MissingStepKind(StrEnum):
    """What happened to it."""

    ASKED = "asked"
    ESCALATED = "escalated"  # nobody answered in time
    REFUSED = "refused"
    RAISED = "raised"  # the member took a refusal to the next tier
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class MissingHours(Base):
    """Service that no hours tell of, against a session or as described. `asked_unit_id` answers, by `answer_by`."""

    __tablename__ = "missing_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=MissingStatus.ASKED)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # the squad when it was declared
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id"), index=True)
    activity: Mapped[str | None]
    place: Mapped[str | None]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    minutes: Mapped[int]
    proof_kind: Mapped[str]
    proof: Mapped[str]
    asked_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("hours_proposal.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship()
    asked_unit: Mapped[Unit] = relationship(foreign_keys=asked_unit_id)
    session: Mapped[ServiceSession | None] = relationship()
    steps: Mapped[list[MissingStep]] = relationship(order_by="MissingStep.id")

    __table_args__ = (
        one_of("status", MissingStatus),
        one_of("proof_kind", ProofKind),
        CheckConstraint("session_id IS NOT NULL OR activity IS NOT NULL", name="what"),
        CheckConstraint("ends > starts", name="period"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        CheckConstraint(f"char_length(proof) >= {LEAST_PROOF}", name="proof"),
        CheckConstraint("(status = 'accepted') = (proposal_id IS NOT NULL)", name="accepted"),
        Index(
            "uq_missing_hours_session",
            "member_id",
            "session_id",
            unique=True,
            postgresql_where=text("status <> 'withdrawn'"),
        ),
        Index("ix_missing_hours_due", "answer_by", postgresql_where=text("status = 'asked'")),
    )


class MissingStep(Base):
    """One step, by whom and at which unit."""

    __tablename__ = "missing_hours_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    missing_id: Mapped[int] = mapped_column(ForeignKey("missing_hours.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # nobody where the clock did it
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str | None]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        one_of("kind", MissingStepKind),
        CheckConstraint("(kind = 'refused') <= (reason IS NOT NULL)", name="reason"),
    )

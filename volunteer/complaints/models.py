"""Complaints and suggestions (投诉建议). What somebody wrote stands apart from what became of it, and goes first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Sequence, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.complaints.states import About, ComplaintKind, ComplaintStatus, ComplaintStepKind
from volunteer.kernel.database import Base, db
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.organization.rules import above
from volunteer.projects.models import Project, ServiceSession
from volunteer.records.models import Certificate

NUMBERS = Sequence("complaint_number")


class Complaint(Base):
    """What is said about `named_unit_id`, and who answers it by when. Nobody's account is kept: a link leads back.

    `handler_unit_id` stands above the unit named; of what names the top, others of the top handle it than whoever is
    named. The hashes of address and form only serve the limits and are forgotten after a while.
    """

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=ComplaintStatus.RECEIVED)
    kind: Mapped[str]
    about: Mapped[str]
    named_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id"))
    hours_id: Mapped[int | None] = mapped_column(ForeignKey("hours_proposal.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    handler_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    received_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # of the deadline that holds
    overdue_at: Mapped[datetime | None]  # last told at the top that it passed
    unattended_since: Mapped[datetime | None]  # nobody may handle it; whoever may one day is told
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    form_key: Mapped[str] = mapped_column(unique=True)
    address_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)

    named_unit: Mapped[Unit] = relationship(foreign_keys=named_unit_id)
    handler_unit: Mapped[Unit] = relationship(foreign_keys=handler_unit_id)
    project: Mapped[Project | None] = relationship()
    session: Mapped[ServiceSession | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    steps: Mapped[list[ComplaintStep]] = relationship(order_by="ComplaintStep.id", back_populates="complaint")
    barred: Mapped[list[ComplaintBarred]] = relationship()

    __table_args__ = (
        one_of("status", ComplaintStatus),
        one_of("kind", ComplaintKind),
        one_of("about", About),
        CheckConstraint("(about IN ('project', 'session')) = (project_id IS NOT NULL)", name="project"),
        CheckConstraint("(about = 'session') = (session_id IS NOT NULL)", name="session"),
        CheckConstraint("(about = 'record') = (hours_id IS NOT NULL)", name="record"),
        CheckConstraint("(about = 'certificate') = (certificate_id IS NOT NULL)", name="certificate"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("status NOT IN ('answered', 'closed') OR answered_at IS NOT NULL", name="answered"),
        Index(
            "ix_complaint_due",
            "answer_by",
            postgresql_where=text("status IN ('received', 'handling', 'reopened')"),
        ),
        Index("ix_complaint_address_hash_received_at", "address_hash", "received_at"),
    )

    @property
    def at_top(self) -> bool:
        """Whether nobody stands above the unit that handles it."""
        return not above(self.handler_unit.path)

    @staticmethod
    def next_serial() -> int:
        """The next serial number of a `number`."""
        return int(db.session.scalar(select(func.nextval(NUMBERS.name))) or 0)


class ComplaintContent(Base):
    """The words and how to reach whoever wrote them: for the handler's eyes, deleted when their time is over."""

    __tablename__ = "complaint_content"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Sealed("complaint_content.text"))
    contact: Mapped[str | None] = mapped_column(Sealed("complaint_content.contact"))
    contested: Mapped[str | None] = mapped_column(Sealed("complaint_content.contested"))  # why the answer did not do

    __table_args__ = tuple(sealed_only(name) for name in ("text", "contact", "contested"))


class ComplaintBarred(Base):
    """An account that may not handle it: named by it, or has answered it before."""

    __tablename__ = "complaint_barred"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class ComplaintStep(Base):
    """One step, by whom and at which unit; `text` is an answer or what was passed on, never what somebody asked."""

    __tablename__ = "complaint_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # nobody: whoever asked, or the clock
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str | None]

    unit: Mapped[Unit] = relationship()
    complaint: Mapped[Complaint] = relationship(back_populates="steps")

    __table_args__ = (
        one_of("kind", ComplaintStepKind),
        CheckConstraint("(kind IN ('answered', 'passed_on')) = (text IS NOT NULL)", name="text"),
    )

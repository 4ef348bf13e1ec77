"""Certificates and the counters of their numbers, trainings, honours, words of the year.

What a certificate says is written once, when it is issued: a trigger of the owner lets nobody change or delete it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.records.states import CertificateStatus, HonourKind, HonourStatus, ObjectionStatus

ISSUED_WHOLE = (
    "num_nonnulls(issued_by, issued_at, issuer_id, year, number, snapshot, code_hash, pdf, pdf_hash)"
    " = CASE WHEN status IN ('issued', 'revoked') THEN 9 ELSE 0 END"
)


class Certificate(Base):
    """A certificate of service (志愿服务证明), from the request on.

    `unit_id` is asked to certify: the member's own team for all of the service, or one that organized some of it
    (`organized_only`). `issuer_id` is the unit that did: the same, or its successor (D3). `snapshot` is what is
    printed, `pdf` the sheet as it was handed out; of the code in its QR only the hash is kept.
    """

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=CertificateStatus.REQUESTED)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    organized_only: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date | None]  # from the first service on without one
    until: Mapped[date]
    purpose: Mapped[str]
    requested_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # why it was refused
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime | None]
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int | None]
    number: Mapped[int | None]  # 1, 2, 3 … of the issuer in the year
    snapshot: Mapped[dict[str, Any] | None]
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    issuer: Mapped[Unit | None] = relationship(foreign_keys=issuer_id)

    __table_args__ = (
        one_of("status", CertificateStatus),
        CheckConstraint("until >= since", name="period"),
        CheckConstraint(ISSUED_WHOLE, name="issued_whole"),
        CheckConstraint(
            "num_nonnulls(revoked_by, revoked_at, revoked_reason) = CASE status WHEN 'revoked' THEN 3 ELSE 0 END",
            name="revoked_whole",
        ),
        Index("uq_certificate_number", "issuer_id", "year", "number", unique=True),
        Index(
            "uq_certificate_open", "member_id", "unit_id", unique=True,
            postgresql_where=sql("status IN ('requested', 'accepted')"),
        ),
    )  # fmt: skip


class CertificateNumber(Base):
    """The last number that a unit gave in a year. Its row is held until the certificate stands, so none is skipped."""

    __tablename__ = "certificate_number"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class VerifyMiss(Base):
    """How often an address asked for certificates that do not exist. Only a keyed hash of the address is kept."""

    __tablename__ = "verify_miss"

    address_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    misses: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


class Training(Base):
    """A training that some members of a unit took part in, entered by a leader; a mistaken one is withdrawn."""

    __tablename__ = "training"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    held_on: Mapped[date]
    minutes: Mapped[int]
    organizer: Mapped[str]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 14400", name="minutes"),)


class TrainingMember(Base):
    """Who took part."""

    __tablename__ = "training_member"

    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


class Honour(Base):
    """Thanks or a commendation for a member or a whole unit, from a unit or a site.

    `unit_id` is the unit thanked, or the unit of the member thanked. A commendation counts after `notice_until`, the
    last day on which anyone of the network may object, unless an objection is open.
    """

    __tablename__ = "honour"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=HonourStatus.GIVEN)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    by_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    by_place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    given_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime]
    given_on: Mapped[date]
    notice_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    member: Mapped[Member | None] = relationship()
    by_unit: Mapped[Unit | None] = relationship(foreign_keys=by_unit_id)
    by_place: Mapped[Place | None] = relationship()

    __table_args__ = (
        one_of("kind", HonourKind),
        one_of("status", HonourStatus),
        CheckConstraint("num_nonnulls(by_unit_id, by_place_id) = 1", name="one_giver"),
        CheckConstraint("(kind = 'commendation') = (notice_until IS NOT NULL)", name="notice"),
        CheckConstraint("kind <> 'commendation' OR by_unit_id IS NOT NULL", name="commended_by_unit"),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_reason) = CASE status WHEN 'withdrawn' THEN 2 ELSE 0 END",
            name="withdrawn_whole",
        ),
        Index("ix_honour_notice_until", "notice_until", postgresql_where=sql("status = 'given'")),
    )

    @property
    def giver(self) -> str:
        """Who says it, by name."""
        named = self.by_unit or self.by_place
        return named.name if named is not None else ""


class HonourObjection(Base):
    """What somebody has against a commendation on notice, and the answer of somebody who did not give it."""

    __tablename__ = "honour_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    honour_id: Mapped[int] = mapped_column(ForeignKey("honour.id"), index=True)
    status: Mapped[str] = mapped_column(default=ObjectionStatus.OPEN)
    text: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    honour: Mapped[Honour] = relationship()

    __table_args__ = (
        one_of("status", ObjectionStatus),
        CheckConstraint(
            "num_nonnulls(answer, answered_by, answered_at) = CASE status WHEN 'open' THEN 0 ELSE 3 END",
            name="answered_whole",
        ),
        Index("uq_honour_objection_open", "honour_id", unique=True, postgresql_where=sql("status = 'open'")),
    )


class Evaluation(Base):
    """The words of a unit's leader on a member's year. A later row of the year stands for the earlier ones."""

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int]
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        Index("ix_evaluation_member_id", "member_id", "year"),
    )

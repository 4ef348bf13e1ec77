"""Requests about personal data, versions agreed to, what retention did, and leaks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.privacy.states import RequestKind, RequestStatus


class DataRequest(Base):
    """Asked by an account, or for a demand by the resident who holds its private link. `unit_id` is whose it shows.

    `erase_on`: in the night of that day an erasure is carried out. `answer_by` is the legal deadline.
    """

    __tablename__ = "data_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=RequestStatus.WAITING)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    words: Mapped[str | None] = mapped_column(Sealed("data_request.words"))
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    erase_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str | None] = mapped_column(Sealed("data_request.answer"))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        one_of("kind", RequestKind),
        one_of("status", RequestStatus),
        CheckConstraint("(account_id IS NULL) <> (demand_id IS NULL)", name="whose"),
        CheckConstraint("(kind = 'erase') = (erase_on IS NOT NULL)", name="erase_on"),
        CheckConstraint("(status = 'waiting') = (ended_at IS NULL)", name="ended"),
        sealed_only("words"),
        sealed_only("answer"),
        Index("ix_data_request_waiting", "answer_by", postgresql_where=text("status = 'waiting'")),
        Index(
            "uq_data_request_erasure",
            "account_id",
            unique=True,
            postgresql_where=text("status = 'waiting' AND kind = 'erase'"),
        ),
        Index(
            "uq_data_request_removal",
            "demand_id",
            unique=True,
            postgresql_where=text("status = 'waiting' AND kind = 'remove_early'"),
        ),
    )


class Consent(Base):
    """A version of the text about personal data that an account agreed to."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    version: Mapped[str]
    given_at: Mapped[datetime]


class RetentionRun(Base):
    """One night: how much of each kind went."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Leak(Base):
    """Personal data that others may have seen, or a drill of it; `counts` as they were when it was entered."""

    __tablename__ = "leak"

    id: Mapped[int] = mapped_column(primary_key=True)
    drill: Mapped[bool]
    title: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kinds: Mapped[list[str]] = mapped_column(JSONB)
    since: Mapped[date]
    until: Mapped[date]
    found_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    authority_told_at: Mapped[datetime | None]
    people_told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    lesson: Mapped[str | None]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("until >= since", name="period"),
        CheckConstraint("(closed_at IS NULL) = (lesson IS NULL)", name="closed"),
    )

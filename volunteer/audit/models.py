"""The audit trail: partitioned by month, append-only for the application's role (D29)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class AuditEvent(Base):
    """Who did what to which subject. No foreign keys: it outlives what it speaks of.

    `at` and `id` are the database's, given when the row is written; `request_id` is the number of the request, or of
    the run of a job (kernel/tracing), and is told on error pages and in logs.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True, server_default=text("clock_timestamp()"))
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    account_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(INET)
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str | None]

    __table_args__ = (
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_action", "action", "at", postgresql_ops={"action": "text_pattern_ops"}),
        Index("ix_audit_event_address", "address", "at"),
        Index("ix_audit_event_request", "request_id", postgresql_where=text("request_id IS NOT NULL")),
        Index("ix_audit_event_subject", "subject_kind", "subject_id", "at"),
        Index("ix_audit_event_account", "account_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

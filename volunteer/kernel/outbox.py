"""What must leave the process: written in the use case's transaction, delivered by the scheduler at least once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class OutboxMessage(Base):
    """One message to one recipient over one channel; `dedupe_key` lets it be written once however often asked."""

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    delivered_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        Index("ix_outbox_message_due", "due_at", postgresql_where=text("delivered_at IS NULL AND dead_at IS NULL")),
    )

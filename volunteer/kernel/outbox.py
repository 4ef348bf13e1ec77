"""What must leave the process: written in the use case's transaction, delivered by the scheduler at least once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Index, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base, db, table_of
from volunteer.kernel.unit_of_work import Row, Work

log = structlog.get_logger()

BATCH = 50
SECONDS = 5.0  # that one run delivers at most: what it holds is not marked as delivered until its end
# The pause after each failed attempt; after the last one the message is dead and waits for a person.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
LONGEST_ERROR = 500


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


TABLE = table_of(OutboxMessage)

# Delivers one message (recipient, payload, dedupe key to hand on where the receiver takes one) or raises.
Channel = Callable[[str, Mapping[str, Any], str], None]

_channels: dict[str, Channel] = {}


def register_channels(channels: Mapping[str, Channel]) -> None:
    """Set the channels that this installation delivers over (called by wiring)."""
    _channels.clear()
    _channels.update(channels)


def send(
    work: Work,
    channel: str,
    recipient: str,
    dedupe_key: str,
    payload: Mapping[str, Any],
    due_at: datetime | None = None,
) -> Row:
    """The row of a message, to be handed over by a reaction."""
    values = {
        "dedupe_key": dedupe_key,
        "channel": channel,
        "recipient": recipient,
        "payload": dict(payload),
        "due_at": due_at or work.now,
    }
    return Row(TABLE, values)


def drain(work: Work) -> int:
    """Deliver what is due, oldest first, batch after batch for a few seconds; how many were delivered.

    Another process's messages are passed over; what is left goes out with the next run.
    """
    ends, delivered = time.monotonic() + SECONDS, 0
    while batch := db.session.scalars(_due(work)).all():
        delivered += sum(_deliver(work, message) for message in batch)
        if len(batch) < BATCH or time.monotonic() >= ends:
            break
    return delivered


def _due(work: Work) -> Select[OutboxMessage]:
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.delivered_at.is_(None),
            OutboxMessage.dead_at.is_(None),
            OutboxMessage.due_at <= work.now,
            OutboxMessage.channel.in_(_channels),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def _deliver(work: Work, message: OutboxMessage) -> bool:
    message.attempts += 1
    try:
        _channels[message.channel](message.recipient, message.payload, message.dedupe_key)
    except Exception as error:  # a channel may fail in any way; the others' messages must still go out
        _postpone(work, message, error)
        return False
    message.delivered_at = work.now
    message.last_error = None
    return True


def _postpone(work: Work, message: OutboxMessage, error: Exception) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    if message.attempts > len(PAUSES):
        message.dead_at = work.now
    else:
        message.due_at = work.now + PAUSES[message.attempts - 1]
    log.warning("message not delivered", id=message.id, channel=message.channel, attempts=message.attempts)

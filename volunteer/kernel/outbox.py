"""What must leave the process: written in the use case's transaction, delivered by the scheduler at least once.

Messages of one recipient over one channel leave in the order in which they were written: while one is being tried
again, later ones wait; one that is dead steps aside, and an urgent one waits for nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Index, Select, and_, exists, or_, select, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from volunteer.kernel.database import Base, db, table_of
from volunteer.kernel.outbox_hold import current_hold
from volunteer.kernel.sealed import is_sealed, seal, unseal
from volunteer.kernel.unit_of_work import Row, Work

log = structlog.get_logger()

BATCH = 50  # of one channel in one transaction: as many may leave twice when the process is killed
SECONDS = 5.0  # after which a transaction ends, however slow the other side is
# The pause after each failed attempt; after the last one the message is dead and waits for a person.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
WAITS_AT_MOST = timedelta(hours=1)  # a channel that takes nothing for longer is nobody's pause for breath
TRIES_OF_AN_HOUR = 5
LONGEST_ERROR = 500
KEPT_END = 4  # characters of a private address
PLACE = "outbox_message.recipient"
URGENT, ORDINARY = 0, 1
TOO_LATE = "too late"
WAITING = "delivered_at IS NULL AND dead_at IS NULL"


class NotSetUp(Exception):
    """This installation has no such channel yet: its messages wait as they are."""


class Unreachable(Exception):
    """The other side does not answer: the rest of its messages need not be tried just now."""


class Undeliverable(Exception):
    """It will never arrive, however often it is tried."""


class Needless(Exception):
    """There is nothing to say any more: it counts as delivered."""


class OutboxMessage(Base):
    """One message to one recipient over one channel; `dedupe_key` lets it be written once however often asked.

    A recipient is the id of an account, or of a unit for its robot; `mail:…` and `phone:…` name somebody without one,
    the address sealed (`addressed`) so that it looks the same for as long as messages wait for each other.
    After `expires_at` it would only confuse. Lower ranks leave first.
    """

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
    rank: Mapped[int] = mapped_column(server_default=text("1"))
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    __table_args__ = (
        Index("ix_outbox_message_due", "channel", "rank", "due_at", "id", postgresql_where=text(WAITING)),
        Index(
            "ix_outbox_message_retried",
            "channel",
            "recipient",
            "id",
            postgresql_where=text(f"{WAITING} AND attempts > 0"),
        ),
        Index("ix_outbox_message_dead", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
    )


TABLE = table_of(OutboxMessage)
# Given up although it would still make sense.
GIVEN_UP = and_(OutboxMessage.dead_at.is_not(None), OutboxMessage.last_error.is_distinct_from(TOO_LATE))


def stuck(now: datetime) -> ColumnElement[bool]:
    """What somebody has to look at: given up, kept waiting, or tried in vain for over an hour."""
    kept_waiting = or_(OutboxMessage.due_at < now - WAITS_AT_MOST, OutboxMessage.attempts >= TRIES_OF_AN_HOUR)
    return or_(GIVEN_UP, and_(OutboxMessage.delivered_at.is_(None), OutboxMessage.dead_at.is_(None), kept_waiting))


# Delivers one message (recipient, payload, dedupe key to hand on where the receiver takes one) or raises.
Channel = Callable[[str, Mapping[str, Any], str], None]

_channels: dict[str, Channel] = {}


def register_channels(channels: Mapping[str, Channel]) -> None:
    """Set the channels that this installation delivers over, in this order (called by wiring)."""
    _channels.clear()
    _channels.update(channels)


def send(
    work: Work,
    channel: str,
    recipient: str,
    dedupe_key: str,
    payload: Mapping[str, Any],
    due_at: datetime | None = None,
    *,
    urgent: bool = False,
    expires_at: datetime | None = None,
) -> Row:
    """The row of a message, to be handed over by a reaction. What is `secret` in it is forgotten once delivered."""
    values = {
        "dedupe_key": dedupe_key,
        "channel": channel,
        "recipient": kept_recipient(recipient),
        "payload": dict(payload),
        "due_at": due_at or work.now,
        "rank": URGENT if urgent else ORDINARY,
        "expires_at": expires_at,
        "created_at": work.now,
    }
    return Row(TABLE, values)


def addressed(recipient: str) -> str:
    """A recipient as channels are told of it."""
    way, colon, address = recipient.partition(":")
    return f"{way}:{unseal(address, PLACE)}" if colon and is_sealed(address) else recipient


def kept_recipient(recipient: str) -> str:
    """A recipient as the table keeps it: an address sealed, an id as it is."""
    way, colon, address = recipient.partition(":")
    return f"{way}:{seal(address, PLACE, marked=True)}" if colon else recipient


def drain(work: Work) -> int:
    """Deliver a batch of what is due over each channel, urgent ones and then the oldest first; how many arrived.

    Another process's messages are passed over; what is left goes out with the next run. Nothing leaves while held.
    """
    if current_hold() is not None:
        return 0
    with db.session.no_autoflush:  # what became of a batch is written in one go, not before each look at an address
        return sum(_deliver_batch(work, name, deliver) for name, deliver in _channels.items())


def _deliver_batch(work: Work, name: str, deliver: Channel) -> int:
    """A batch of one channel; it ends early when the channel is closed or the time is over."""
    ends, arrived, held = time.monotonic() + SECONDS, 0, set[str]()
    for message in _due(work, name):
        if message.rank != URGENT and message.recipient in held:
            continue
        try:
            arrived += _deliver(work, message, deliver)
        except (NotSetUp, Unreachable):
            break
        if message.delivered_at is None and message.dead_at is None:
            held.add(message.recipient)
        if time.monotonic() >= ends:
            break
    return arrived


def _due(work: Work, channel: str) -> Sequence[OutboxMessage]:
    earlier = aliased(OutboxMessage)
    retried = exists().where(
        earlier.channel == OutboxMessage.channel,
        earlier.recipient == OutboxMessage.recipient,
        earlier.id < OutboxMessage.id,
        earlier.attempts > 0,
        earlier.delivered_at.is_(None),
        earlier.dead_at.is_(None),
    )
    statement: Select[OutboxMessage] = (
        select(OutboxMessage)
        .where(
            OutboxMessage.delivered_at.is_(None),
            OutboxMessage.dead_at.is_(None),
            OutboxMessage.channel == channel,
            OutboxMessage.due_at <= work.now,
            or_(OutboxMessage.rank == URGENT, ~retried),
        )
        .order_by(OutboxMessage.rank, OutboxMessage.due_at, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    return db.session.scalars(statement).all()


def _deliver(work: Work, message: OutboxMessage, deliver: Channel) -> bool:
    """Whether it arrived; a channel that is not there is told to the caller."""
    if message.expires_at is not None and message.expires_at <= work.now:
        message.dead_at = work.now
        too_late(message)
        return False
    try:
        with suppress(Needless):
            deliver(addressed(message.recipient), message.payload, message.dedupe_key)
    except NotSetUp:
        raise
    except Unreachable as error:
        _postpone(work, message, error)
        raise
    except Exception as error:  # a channel may fail in any way; the others' messages must still go out
        _postpone(work, message, error)
        return False
    message.attempts += 1
    message.delivered_at = work.now
    message.last_error = None
    _forget_secrets(message)
    return True


def too_late(message: OutboxMessage) -> None:
    """A dead message that makes no sense any more."""
    message.last_error = TOO_LATE
    _forget_secrets(message)


def _forget_secrets(message: OutboxMessage) -> None:
    """What only the receiver may read, and of a private address all but its end, once it cannot be wanted any more."""
    if message.payload.get("secret"):
        way, colon, address = addressed(message.recipient).partition(":")
        message.payload = {}
        message.recipient = f"{way}{colon}{address[-KEPT_END:]}"


def _postpone(work: Work, message: OutboxMessage, error: Exception) -> None:
    message.attempts += 1
    message.last_error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    if message.attempts > len(PAUSES) or isinstance(error, Undeliverable):
        message.dead_at = work.now
    else:
        message.due_at = work.now + PAUSES[message.attempts - 1]
    log.warning("message not delivered", id=message.id, channel=message.channel, attempts=message.attempts)

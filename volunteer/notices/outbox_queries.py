"""What waits in the outbox and what got stuck: in numbers by channel, and as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from volunteer.accounts.models import Account
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import GIVEN_UP, TOO_LATE, OutboxMessage, stuck
from volunteer.organization.models import Unit

KEPT = timedelta(days=30)  # delivered and expired messages are forgotten then
ROBOT = "robot"


class MessageState(StrEnum):
    """How a message stands; computed, never stored."""

    DEAD = "dead"  # given up: somebody decides
    STUCK = "stuck"  # the same, or kept waiting: the list behind the number on homes
    RETRIED = "retried"  # failed, and will be tried again
    WAITING = "waiting"
    EXPIRED = "expired"  # came too late to make sense
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Standing:
    """One channel in numbers; `oldest` is since when its oldest message waits."""

    channel: str
    waiting: int
    retried: int
    dead: int
    stuck: int
    expired: int
    delivered: int
    oldest: datetime | None


def _open() -> ColumnElement[bool]:
    return and_(OutboxMessage.delivered_at.is_(None), OutboxMessage.dead_at.is_(None))


def _conditions() -> Mapping[MessageState, ColumnElement[bool]]:
    return {
        MessageState.DEAD: GIVEN_UP,
        MessageState.STUCK: stuck(clock.now()),
        MessageState.RETRIED: and_(_open(), OutboxMessage.attempts > 0),
        MessageState.WAITING: and_(_open(), OutboxMessage.attempts == 0),
        MessageState.EXPIRED: and_(OutboxMessage.dead_at.is_not(None), OutboxMessage.last_error == TOO_LATE),
        MessageState.DELIVERED: OutboxMessage.delivered_at.is_not(None),
    }


def state_of(message: OutboxMessage) -> MessageState:
    """How one message stands."""
    if message.delivered_at is not None:
        return MessageState.DELIVERED
    if message.dead_at is not None:
        return MessageState.EXPIRED if message.last_error == TOO_LATE else MessageState.DEAD
    return MessageState.RETRIED if message.attempts else MessageState.WAITING


def standings() -> list[Standing]:
    """Every channel that has messages, those with dead ones first."""
    counts = {state: func.count().filter(condition) for state, condition in _conditions().items()}
    statement = select(
        OutboxMessage.channel,
        counts[MessageState.WAITING],
        counts[MessageState.RETRIED],
        counts[MessageState.DEAD],
        counts[MessageState.STUCK],
        counts[MessageState.EXPIRED],
        counts[MessageState.DELIVERED],
        func.min(OutboxMessage.created_at).filter(and_(_open(), OutboxMessage.due_at <= clock.now())),
    ).group_by(OutboxMessage.channel)
    found = [Standing(*row) for row in db.session.execute(statement)]
    return sorted(found, key=lambda one: (-one.dead, -one.retried, one.channel))


def listed(state: MessageState | None, channel: str | None) -> Select[OutboxMessage]:
    """Messages of a state and a channel, newest first; without a state those that nobody received."""
    statement = select(OutboxMessage).order_by(OutboxMessage.id.desc())
    if channel is not None:
        statement = statement.where(OutboxMessage.channel == channel)
    if state is not None:
        return statement.where(_conditions()[state])
    return statement.where(OutboxMessage.delivered_at.is_(None))


def named(messages: list[OutboxMessage]) -> dict[int, tuple[str | None, str | None]]:
    """By message the name of the account, or of the unit whose robot speaks: two statements for all of them."""
    numbers = {one.id: int(one.recipient) for one in messages if one.recipient.isdecimal()}
    robots = {one.id for one in messages if one.channel == ROBOT}
    accounts = _names(Account.id, Account.name, {number for key, number in numbers.items() if key not in robots})
    units = _names(Unit.id, Unit.name, {number for key, number in numbers.items() if key in robots})
    return {
        key: (None, units.get(number)) if key in robots else (accounts.get(number), None)
        for key, number in numbers.items()
    }


def _names(key: Any, name: Any, ids: set[int]) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(select(key, name).where(key.in_(ids)))} if ids else {}

"""Dead messages are tried once more or given up for good; what arrived long ago is forgotten."""

from __future__ import annotations

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.engine import CursorResult

from volunteer.happenings.notices import MessageDropped, MessageSentAgain
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import GIVEN_UP, TOO_LATE, OutboxMessage, too_late
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.notices.outbox_queries import KEPT, MessageState, state_of
from volunteer.web.api import LARGEST_ID

MOST_AT_ONCE = 1000


@use_case
def send_again(work: Work, actor: Acting, message_id: int) -> OutboxMessage:
    """Begin anew with a dead message."""
    message = _dead(message_id)
    _begin_anew(work, message)
    return message


@use_case
def drop(work: Work, actor: Acting, message_id: int) -> OutboxMessage:
    """Give a dead message up for good: nobody waits for it, or it has been said in another way."""
    message = _dead(message_id)
    too_late(message)
    work.record(MessageDropped(subject_id=message.id, details={"channel": message.channel}))
    return message


@use_case
def send_all_again(work: Work, actor: Acting, channel: str) -> int:
    """Begin anew with the dead messages of a channel, once what was wrong with it has been put right; how many."""
    statement = (
        select(OutboxMessage)
        .where(OutboxMessage.channel == channel, GIVEN_UP)
        .order_by(OutboxMessage.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalars(statement).all()
    for message in found:
        _begin_anew(work, message)
    return len(found)


def _dead(message_id: int) -> OutboxMessage:
    message = db.session.get(OutboxMessage, message_id, with_for_update=True) if message_id <= LARGEST_ID else None
    if message is None:
        raise NotVisible
    if state_of(message) is not MessageState.DEAD:
        raise Refused("message_not_dead")
    return message


def _begin_anew(work: Work, message: OutboxMessage) -> None:
    message.attempts, message.dead_at, message.due_at = 0, None, work.now
    work.record(MessageSentAgain(subject_id=message.id, details={"channel": message.channel}))


def forget(work: Work) -> int:
    """Delete what arrived, or came too late, a while ago; dead messages stay until somebody looks at them."""
    before = work.now - KEPT
    gone = or_(
        OutboxMessage.delivered_at < before,
        and_(OutboxMessage.dead_at < before, OutboxMessage.last_error == TOO_LATE),
    )
    deleted = db.session.execute(delete(OutboxMessage).where(gone), execution_options={"synchronize_session": False})
    assert isinstance(deleted, CursorResult)
    return deleted.rowcount


FORGET = Job("outbox.forget", forget, "cron", {"hour": 3, "minute": 40})

"""Messages leave at least once, are written once, and give up in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import current_app
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from volunteer import wiring
from volunteer.kernel import clock, outbox
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.runtime.outbox_command import drain_command


class Letterbox:
    """A channel that keeps what it is given, and fails while it is closed."""

    def __init__(self) -> None:
        self.received: list[tuple[str, Mapping[str, Any]]] = []
        self.closed = False
        self.fail_on: set[str] = set()

    def __call__(self, recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        if self.closed or payload["text"] in self.fail_on:
            raise ConnectionError("the letterbox is closed")
        self.received.append((recipient, payload))


@pytest.fixture
def letterbox(db_session: scoped_session[Session]) -> Iterator[Letterbox]:
    box = Letterbox()
    outbox.register_channels({"letter": box})
    yield box
    outbox.register_channels(wiring.CHANNELS)


def _write(key: str = "a", channel: str = "letter", wait: timedelta = timedelta(0)) -> None:
    with transaction(None) as work:
        work.rows.append(outbox.send(work, channel, "somebody", key, {"text": key}, work.now + wait))


def _drain() -> int:
    with transaction(None) as work:
        return outbox.drain(work)


def _message(session: scoped_session[Session]) -> OutboxMessage:
    return session.scalars(select(OutboxMessage)).one()


def test_a_message_written_twice_is_delivered_once(letterbox: Letterbox) -> None:
    _write()
    _write()
    assert _drain() == 1
    assert _drain() == 0
    assert letterbox.received == [("somebody", {"text": "a"})]


def test_what_is_not_due_and_what_has_no_channel_waits(letterbox: Letterbox) -> None:
    _write("later", wait=timedelta(hours=1))
    _write("pigeon", channel="pigeon")
    assert _drain() == 0
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert _drain() == 1


def test_a_failure_is_tried_again_after_a_pause(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    letterbox.closed = True
    _write()
    assert _drain() == 0
    assert _message(db_session).last_error == "ConnectionError: the letterbox is closed"
    letterbox.closed = False
    assert _drain() == 0
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert _drain() == 1


def test_a_message_dies_after_the_last_attempt(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    letterbox.closed = True
    _write()
    for day in range(len(outbox.PAUSES) + 2):
        with clock.travel(clock.now() + timedelta(days=day)):
            _drain()
    message = _message(db_session)
    assert message.attempts == len(outbox.PAUSES) + 1
    assert message.dead_at is not None


def test_one_failure_does_not_hold_up_the_others(letterbox: Letterbox) -> None:
    def broken(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        raise ValueError("no")

    outbox.register_channels({"letter": letterbox, "broken": broken})
    _write("first", channel="broken")
    _write("second")
    assert _drain() == 1


def test_the_command_says_how_many(letterbox: Letterbox) -> None:
    for key in "abc":
        _write(key)
    result = current_app.test_cli_runner().invoke(drain_command)
    assert result.output.endswith("delivered: 3\n")


def test_a_later_message_waits_while_an_earlier_one_is_tried_again(letterbox: Letterbox) -> None:
    letterbox.closed = True
    _write("first")
    _drain()
    letterbox.closed = False
    _write("second")
    assert _drain() == 0
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert (_drain(), _drain()) == (1, 1)
    assert [payload["text"] for _recipient, payload in letterbox.received] == ["first", "second"]


def test_a_failure_holds_back_what_follows_in_the_same_batch(letterbox: Letterbox) -> None:
    letterbox.fail_on.add("first")
    _write("first")
    _write("second")
    assert _drain() == 0
    assert letterbox.received == []


def test_an_urgent_message_waits_for_nobody(letterbox: Letterbox) -> None:
    letterbox.fail_on.add("first")
    _write("first")
    _write("second")
    with transaction(None) as work:
        work.rows.append(outbox.send(work, "letter", "somebody", "now", {"text": "now"}, urgent=True))
    assert _drain() == 1
    assert [payload["text"] for _recipient, payload in letterbox.received] == ["now"]


def test_a_dead_message_steps_aside(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    letterbox.fail_on.add("first")
    _write("first")
    _drain()
    _message(db_session).dead_at = clock.now()
    db_session.commit()
    _write("second")
    assert _drain() == 1


def test_what_came_too_late_is_not_delivered(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    with transaction(None) as work:
        over = work.now + timedelta(hours=1)
        work.rows.append(outbox.send(work, "letter", "somebody", "late", {"text": "late"}, expires_at=over))
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert _drain() == 0
    assert _message(db_session).last_error == outbox.TOO_LATE
    assert letterbox.received == []


def test_a_channel_that_is_not_set_up_keeps_its_messages_untouched(
    letterbox: Letterbox, db_session: scoped_session[Session]
) -> None:
    def missing(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        raise outbox.NotSetUp("MAIL_URL")

    outbox.register_channels({"letter": missing})
    _write()
    assert _drain() == 0
    assert (_message(db_session).attempts, _message(db_session).last_error) == (0, None)


def test_what_can_never_arrive_is_dead_at_once(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    def nobody(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        raise outbox.Undeliverable("no such person")

    outbox.register_channels({"letter": nobody})
    _write()
    _drain()
    assert _message(db_session).dead_at is not None


def test_a_secret_is_forgotten_once_delivered(letterbox: Letterbox, db_session: scoped_session[Session]) -> None:
    with transaction(None) as work:
        said = {"text": "246810", "secret": True}
        work.rows.append(outbox.send(work, "letter", "phone:13812345678", "code", said))
    assert _drain() == 1
    assert letterbox.received[0] == ("phone:13812345678", {"text": "246810", "secret": True})
    assert (_message(db_session).payload, _message(db_session).recipient) == ({}, "phone:5678")


def test_the_command_goes_on_batch_after_batch(letterbox: Letterbox) -> None:
    for number in range(outbox.BATCH + 5):
        _write(str(number))
    result = current_app.test_cli_runner().invoke(drain_command)
    assert result.output.endswith(f"delivered: {outbox.BATCH + 5}\n")

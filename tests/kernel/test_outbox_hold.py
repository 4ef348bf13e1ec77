"""While the outbox is held nothing leaves; whoever releases says what becomes of what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock, outbox, outbox_release
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.outbox import OutboxMessage, drain, register_channels, send
from volunteer.kernel.outbox_hold import HoldReason, OutboxHold
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM


@pytest.fixture
def arrived(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(outbox, "_channels", dict(outbox._channels))
    keys: list[str] = []

    def take(_recipient: str, _payload: Mapping[str, Any], key: str) -> None:
        keys.append(key)

    register_channels({"test": take})
    return keys


def queue(key: str, created: datetime | None = None, **payload: object) -> None:
    with transaction(None) as work:
        row = send(work, "test", "phone:13800000000", key, payload)
        row.values["created_at"] = created or work.now
        row.values["due_at"] = work.now - timedelta(minutes=1)
        work.rows.append(row)


def run() -> int:
    with transaction(None) as work:
        return drain(work)


def test_nothing_leaves_until_it_is_released(arrived: list[str]) -> None:
    queue("one")
    outbox_release.hold(SYSTEM)
    assert run() == 0
    held = outbox_release.standing()
    assert held is not None
    assert (held.reason, held.waiting, held.doubtful) == (HoldReason.ASKED, 1, 0)
    assert outbox_release.release(SYSTEM) == 0
    assert outbox_release.standing() is None
    assert run() == 1
    assert arrived == ["one"]
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [action for action in actions if action.startswith("outbox.")] == ["outbox.held", "outbox.released"]


def test_what_was_queued_before_the_backup_can_be_given_up(arrived: list[str]) -> None:
    made = clock.now() - timedelta(hours=2)
    queue("before", made - timedelta(minutes=5), secret=True, text="码 123456")
    queue("after", made + timedelta(minutes=5))
    outbox_release.hold(SYSTEM, HoldReason.RESTORE, made)
    held = outbox_release.standing()
    assert held is not None
    assert (held.waiting, held.doubtful) == (2, 1)
    assert outbox_release.release(SYSTEM, made) == 1
    run()
    assert arrived == ["after"]
    given_up = db.session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == "before")).one()
    assert (given_up.payload, given_up.recipient) == ({}, "phone:0000")


def test_a_hold_that_came_with_the_backup_gives_way_to_that_of_the_restore(arrived: list[str]) -> None:
    outbox_release.hold(SYSTEM)
    outbox_release.hold(SYSTEM)  # nothing new
    made = clock.now()
    outbox_release.hold(SYSTEM, HoldReason.RESTORE, made)
    held = outbox_release.standing()
    assert held is not None
    assert held.backup_made_at == made
    assert len(db.session.scalars(select(OutboxHold)).all()) == 2


def test_there_is_one_hold_at_most(arrived: list[str]) -> None:
    with pytest.raises(Refused, match="outbox_not_held"):
        outbox_release.release(SYSTEM)
    outbox_release.hold(SYSTEM)
    db.session.add(OutboxHold(reason="asked", held_at=clock.now()))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_command_holds_tells_and_releases(world: World, arrived: list[str]) -> None:
    queue("one")
    queue("old", clock.now() - timedelta(days=3))
    runner = world.app.test_cli_runner()
    assert "messages leave" in runner.invoke(args=["outbox", "status"]).output
    assert "waiting: 2" in runner.invoke(args=["outbox", "hold"]).output
    assert "is held" in runner.invoke(args=["outbox", "drain"]).output
    assert "no backup was restored" in runner.invoke(args=["outbox", "release", "--drop-backed-up"]).output
    yesterday = clock.local(clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert "given up: 1" in runner.invoke(args=["outbox", "release", "--drop-before", yesterday]).output
    again = runner.invoke(args=["outbox", "release"])
    assert again.exit_code == 1
    assert "not held" in again.output

"""`kill -9` of a real process in the middle of sending: nothing is lost, and what comes twice carries the same key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.notices.post_offices import Asked, mail_office, web_office
from tests.notices.reaching import messages
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.outbox import BATCH, send
from volunteer.kernel.unit_of_work import transaction
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.paths import PROJECT_ROOT

NUMBER = BATCH + 20
PATIENCE = 60.0
DRAIN = [sys.executable, "-m", "flask", "--app", "app", "outbox", "drain"]


class Worker:
    """`flask outbox drain` as a process of its own, which can be killed from the other side of the line."""

    def __init__(self, urls: DatabaseUrls, **settings: str) -> None:
        self._environment = {
            **os.environ,
            "DATABASE_URL": urls.app,
            "MIGRATION_DATABASE_URL": urls.owner,
            "SECRET_KEY": "for tests only",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._process = subprocess.Popen(
            DRAIN, cwd=PROJECT_ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def kill(self) -> None:
        """As the kernel does when memory is short."""
        assert self._process is not None
        self._process.kill()

    def wait(self) -> int:
        """Its status; negative when a signal ended it."""
        assert self._process is not None
        self._process.communicate(timeout=PATIENCE)
        return self._process.returncode

    def finish(self) -> None:
        """Send until nothing waits; the database may still hold the lock of a dead process for a moment."""
        ends = time.monotonic() + PATIENCE
        while any(one.delivered_at is None for one in messages()):
            assert time.monotonic() < ends
            db.session.rollback()
            self.start()
            assert self.wait() == 0
        db.session.rollback()


class KillAt:
    """Kills the worker when the n-th message is to come or has come in, before an answer; later ones pass."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.kill: Callable[[], None] = lambda: None

    def __call__(self, arrived: int) -> None:
        if arrived == self.number:
            self.kill()


def write(channel: str, recipient: str) -> list[str]:
    """Messages as a use case writes them; the transaction is over when this returns."""
    keys = [f"{channel}-{number:03d}" for number in range(NUMBER)]
    with transaction(None) as work:
        work.rows += [send(work, channel, recipient.format(n), key, {"text": key}) for n, key in enumerate(keys)]
    return keys


@pytest.mark.slow
@pytest.mark.parametrize(("moment", "at"), [("begun", 5), ("arrived", 1), ("arrived", 7), ("arrived", BATCH + 3)])
def test_mail(world: World, database_urls: DatabaseUrls, moment: str, at: int) -> None:
    keys = write("mail", "mail:somebody{}@example.org")
    with mail_office() as office:
        worker = Worker(database_urls, MAIL_URL=office.url, MAIL_FROM="a@example.org")
        trap = KillAt(at)
        trap.kill = worker.kill
        setattr(office, moment, trap)
        worker.start()
        assert worker.wait() == -signal.SIGKILL
        taken = len(office.taken)
        assert at - (moment == "begun") <= taken < NUMBER
        worker.finish()
        came = [mail["Message-ID"].strip("<").split("@")[0] for mail in office.taken]
    assert sorted(set(came)) == keys, "nothing is lost, and each has its one Message-ID"
    assert len(came) - len(keys) <= min(at, BATCH), "only what was not yet noted as delivered comes again"
    assert all(one.delivered_at is not None and one.dead_at is None for one in messages())


@pytest.mark.slow
def test_a_receiver_that_knows_keys_has_each_message_once(world: World, database_urls: DatabaseUrls) -> None:
    keys = write("sms", "phone:138{:08d}")
    kept: dict[str, str] = {}
    with web_office() as office:
        worker = Worker(database_urls, SMS_GATEWAY="http", SMS_URL=f"{office.url}/sms")
        trap = KillAt(9)
        trap.kill = worker.kill

        def take(asked: Asked) -> tuple[int, dict[str, Any]]:
            kept.setdefault(asked.body["key"], asked.body["text"])
            trap(len(office.asked))
            return 200, {}

        office.answer = take
        worker.start()
        assert worker.wait() == -signal.SIGKILL
        assert len(kept) == 9
        worker.finish()
    assert kept == {key: key for key in keys}
    assert len(office.asked) == NUMBER + 9

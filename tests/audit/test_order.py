"""The trail is in order whatever the clocks of web hosts show: the database says when, as it writes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import job_runs
from volunteer.kernel.database import db
from volunteer.runtime.paths import PROJECT_ROOT

# A worker whose host's clock is off by so many seconds: everything that asks the time in it gets the wrong one.
WORKER = textwrap.dedent(
    """
    import datetime, sys
    real, off = datetime.datetime, datetime.timedelta(seconds=float(sys.argv[1]))

    class Wrong(real):
        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + off

    from volunteer.kernel import clock
    clock.datetime = Wrong
    from app import app
    from volunteer.happenings.organization import UnitChanged
    from volunteer.kernel.unit_of_work import transaction
    from volunteer.organization.actor import SYSTEM
    with app.app_context():
        print("ready", flush=True)
        for line in sys.stdin:
            with transaction(SYSTEM) as work:
                assert abs(work.now - real.now(datetime.UTC) - off) < datetime.timedelta(seconds=30)
                work.record(UnitChanged(subject_id=int(line)))
            print("done", flush=True)
    """
)


def _worker(app: Flask, off: int) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "MIGRATION_DATABASE_URL": app.config["MIGRATION_DATABASE_URL"],
    }
    command = [sys.executable, "-c", WORKER, str(off)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)


def _told(worker: subprocess.Popen[str], word: str) -> None:
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == word


def test_two_workers_with_clocks_an_hour_apart_write_in_order(world: World) -> None:
    before = job_runs.database_now()
    workers = [_worker(world.app, off) for off in (-1800, 1800)]
    try:
        for worker in workers:
            _told(worker, "ready")
        for number in range(1, 7):
            worker = workers[number % 2]
            assert worker.stdin is not None
            worker.stdin.write(f"{number}\n")
            worker.stdin.flush()
            _told(worker, "done")
    finally:
        for worker in workers:
            worker.communicate(timeout=20)
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "unit.changed")).all()
    assert [row.subject_id for row in sorted(rows, key=lambda row: (row.at, row.id))] == [1, 2, 3, 4, 5, 6]
    assert [row.subject_id for row in sorted(rows, key=lambda row: row.id)] == [1, 2, 3, 4, 5, 6]
    assert all(timedelta(0) <= row.at - before < timedelta(minutes=5) for row in rows)

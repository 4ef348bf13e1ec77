"""The clock process: runs what is due, survives a failing job, ends cleanly, alone or beside another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from volunteer.kernel.jobs import Job, perform
from volunteer.kernel.unit_of_work import Work
from volunteer.runtime import scheduler
from volunteer.runtime.paths import PROJECT_ROOT

SOON = {"seconds": 0.2}


def test_jobs_run_and_a_failing_one_does_not_stop_the_others(
    app: Flask, clean_database: WorkerDatabase, tmp_path: Path
) -> None:
    done = threading.Event()

    def fail(work: Work) -> int:
        raise RuntimeError("on purpose")

    def succeed(work: Work) -> int:
        done.set()
        return 1

    jobs = (Job("fails", fail, "interval", SOON), Job("succeeds", succeed, "interval", SOON))
    clockwork = scheduler.build(app, jobs, tmp_path / "heartbeat")
    thread = threading.Thread(target=clockwork.start)
    thread.start()
    assert done.wait(10)
    done.clear()
    assert done.wait(10)
    clockwork.shutdown(wait=True)
    thread.join(10)
    assert not thread.is_alive()


def test_a_job_under_way_elsewhere_is_passed_over(app: Flask, clean_database: WorkerDatabase) -> None:
    under_way, go_on = threading.Event(), threading.Event()

    def wait(work: Work) -> int:
        under_way.set()
        assert go_on.wait(10)
        return 1

    job = Job("once at a time", wait, "interval", SOON)

    def run() -> None:
        with app.app_context():
            perform(job)

    thread = threading.Thread(target=run)
    thread.start()
    assert under_way.wait(10)
    with app.app_context():
        assert perform(job) is None
    go_on.set()
    thread.join(10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_when_told(
    app: Flask, clean_database: WorkerDatabase, tmp_path: Path, number: signal.Signals
) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "MIGRATION_DATABASE_URL": app.config["MIGRATION_DATABASE_URL"],
        "VOLUNTEER_INSTANCE": str(tmp_path),
        "LOG_LEVEL": "info",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "scheduler"]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    heartbeat = tmp_path / "scheduler.heartbeat"
    deadline = time.monotonic() + 60
    while not heartbeat.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    assert heartbeat.exists()
    process.send_signal(number)
    _, output = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "scheduler stopped" in output
    assert not heartbeat.exists()

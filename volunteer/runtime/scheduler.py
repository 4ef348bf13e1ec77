"""`flask scheduler`: the clock process. Safe to start twice; each job runs under its own advisory lock (D33)."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import datetime
from pathlib import Path

import click
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext

from volunteer.kernel import clock, job_runs, tracing
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.job_runs import Outcome
from volunteer.kernel.jobs import Job, perform_whole
from volunteer.runtime.paths import instance_directory
from volunteer.runtime.stop_signals import wanted_signals

HEARTBEAT_SECONDS = 15
LOOK_SECONDS = 1
LATE_SECONDS = 300  # a job that could not start in time still starts when it is this late
LONG_SECONDS = 1.0  # a run worth a line although it changed nothing
MOST_AT_ONCE = 4  # of the jobs: each takes a database connection

log = structlog.get_logger()


def build(app: Flask, jobs: tuple[Job, ...], heartbeat: Path) -> BackgroundScheduler:
    """A scheduler that performs the jobs inside the application, and touches the heartbeat file."""
    scheduler = BackgroundScheduler(
        timezone=SHANGHAI,
        executors={"default": {"type": "threadpool", "max_workers": MOST_AT_ONCE}},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_SECONDS},
    )
    for job in jobs:
        scheduler.add_job(_run, job.trigger, args=(app, job), id=job.name, name=job.name, **job.schedule)
    beating = (app, heartbeat, clock.now())
    scheduler.add_job(_beat, "interval", args=beating, id="heartbeat", seconds=HEARTBEAT_SECONDS)
    return scheduler


def heartbeat_file() -> Path:
    """The file whose time of change says when the scheduler was last alive."""
    return instance_directory() / "scheduler.heartbeat"


@click.command("scheduler")
@with_appcontext
def command() -> None:
    """Run the scheduled jobs until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the object behind the proxy
    stopped = threading.Event()
    for number in wanted_signals():
        signal.signal(number, lambda _number, _frame: stopped.set())
    heartbeat = heartbeat_file()
    scheduler = build(app, app.extensions["volunteer_jobs"], heartbeat)
    _beat(app, heartbeat, clock.now())
    log.info("scheduler started", jobs=len(app.extensions["volunteer_jobs"]), process=os.getpid())
    scheduler.start()
    # A flag that is looked at, not an exception out of a signal handler: raised at a bad moment, that one gets lost.
    while not stopped.wait(LOOK_SECONDS):
        pass
    scheduler.shutdown(wait=True)  # jobs under way end by themselves
    heartbeat.unlink(missing_ok=True)
    log.info("scheduler stopped")


def _run(app: Flask, job: Job) -> None:
    began, changed, failure = time.monotonic(), 0, None
    with app.app_context(), tracing.numbered(tracing.new_number("run-")):
        log.debug("job began", job=job.name)
        try:
            changed = perform_whole(job)
        except Exception as error:  # one job's failure must not end the others; the next run tries again
            failure = type(error).__name__
            log.exception("job failed", job=job.name, ms=_ms(began))
        seconds = time.monotonic() - began
        if failure is None:
            # Most run every few seconds and find nothing to do.
            tell = log.info if changed or seconds >= LONG_SECONDS or job.trigger == "cron" else log.debug
            tell("job ended", job=job.name, changed=changed, ms=_ms(began))
        _note(Outcome(job.name, seconds, changed, failure, tracing.current()))


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _note(outcome: Outcome) -> None:
    try:
        job_runs.note(outcome)
    except Exception:  # without its database the job has failed anyway, and that is told
        log.exception("run not noted", job=outcome.job)


def _beat(app: Flask, heartbeat: Path, began: datetime) -> None:
    heartbeat.parent.mkdir(parents=True, exist_ok=True)
    heartbeat.touch()
    with app.app_context():
        try:
            job_runs.beat(began)
        except Exception:
            log.exception("heartbeat not noted")

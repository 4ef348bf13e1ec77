"""When each job last ran and how it ended: one row a job, read by the health page and the figures for Prometheus.

The scheduler's own row is its heartbeat, so that a web host without the scheduler can tell that the clock stands still.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import DateTime, Function, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import Base, db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work, use_case

SCHEDULER = "scheduler"
BEATS = timedelta(seconds=15)
DEAD_AFTER = timedelta(seconds=90)
NOTED_EVERY = 20.0  # seconds: jobs that run every few of them need not write each time that nothing was wrong


class JobRun(Base):
    """The last run of one job. Times are the database's, so that clocks of several hosts do not matter."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    milliseconds: Mapped[int]
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))  # in a row, until now
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # the kind of exception, never its words
    run_number: Mapped[str | None]


@dataclass(frozen=True)
class Outcome:
    """How one run ended; `failure` is the kind of exception that ended it."""

    job: str
    seconds: float
    changed: int = 0
    failure: str | None = None
    run_number: str | None = None


_noted: dict[str, float] = {}


def note(outcome: Outcome) -> None:
    """Keep how a run ended, unless the last was kept a moment ago and both went well."""
    now = time.monotonic()
    if outcome.failure is None and now - _noted.get(outcome.job, -NOTED_EVERY) < NOTED_EVERY:
        return
    _keep(None, outcome)
    if outcome.failure is None:
        _noted[outcome.job] = now
    else:
        _noted.pop(outcome.job, None)  # the next run that goes well is kept at once


def beat(begun_at: datetime) -> None:
    """The scheduler, running since then, is alive."""
    _beat(None, begun_at)


def runs() -> Mapping[str, JobRun]:
    """The last runs by job."""
    return {run.job: run for run in db.session.scalars(select(JobRun))}


def due(job: Job, after: datetime) -> datetime | None:
    """When the job is to run next, after an instant."""
    if job.trigger == "cron":
        trigger = CronTrigger(timezone=SHANGHAI, **job.schedule)
        found: datetime | None = trigger.get_next_fire_time(None, after + timedelta(seconds=1))
        return found
    return after + timedelta(seconds=IntervalTrigger(**job.schedule).interval_length)


def expected(job: Job, run: JobRun | None, scheduler: JobRun | None) -> datetime | None:
    """When the job should run, or should have run, next; none while there never was a scheduler.

    A job that never ran counts from the scheduler's start. So does one that runs every so often: its pause begins anew
    with the scheduler. A time of day that passed while the scheduler was down was missed.
    """
    known = [one for one in (run and run.ended_at, scheduler and scheduler.begun_at) if one]
    since = max(known, default=None) if job.trigger == "interval" else next(iter(known), None)
    return due(job, since) if since else None


def late(job: Job, run: JobRun | None, scheduler: JobRun | None, now: datetime) -> timedelta:
    """How long ago the job should have run."""
    then = expected(job, run, scheduler)
    return max(now - then, timedelta(0)) if then else timedelta(0)


@use_case
def _keep(work: Work, actor: None, outcome: Outcome) -> None:
    ended = _clock()
    values = {
        "job": outcome.job,
        "begun_at": ended - timedelta(seconds=outcome.seconds),
        "ended_at": ended,
        "milliseconds": round(outcome.seconds * 1000),
        "changed": outcome.changed,
        "run_number": outcome.run_number,
    }
    if outcome.failure is None:
        again = {**values, "failures": 0}
        statement = insert(JobRun).values(values)
    else:
        failed = {"failed_at": ended, "failure": outcome.failure, "run_number": outcome.run_number}
        again = {**failed, "failures": JobRun.failures + 1}
        statement = insert(JobRun).values({**values, **failed, "failures": 1})
    db.session.execute(statement.on_conflict_do_update(index_elements=["job"], set_=again))


@use_case
def _beat(work: Work, actor: None, begun_at: datetime) -> None:
    now = _clock()
    values = {"job": SCHEDULER, "begun_at": begun_at, "ended_at": now, "milliseconds": 0}
    again = {"begun_at": begun_at, "ended_at": now}
    db.session.execute(insert(JobRun).values(values).on_conflict_do_update(index_elements=["job"], set_=again))


def database_now() -> datetime:
    """The database's clock."""
    return db.session.scalar(select(_clock())) or clock.now()


def _clock() -> Function[datetime]:
    return func.clock_timestamp(type_=DateTime(timezone=True))

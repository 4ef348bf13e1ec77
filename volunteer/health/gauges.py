"""What the database knows, asked at each scrape: queues, lateness, the ledger's proof. No worker keeps any of it.

All single numbers of all rooms are columns of one statement; what is told by channel, status or job takes one each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import ScalarSelect, func, select

from volunteer.kernel import job_runs
from volunteer.kernel.database import db
from volunteer.kernel.job_runs import SCHEDULER
from volunteer.kernel.outbox import GIVEN_UP, OutboxMessage


@dataclass(frozen=True)
class Figure:
    """One number of the whole installation: its name, its meaning, and the SQL that answers it."""

    name: str
    meaning: str
    column: Callable[[datetime], ScalarSelect[Any]]


@dataclass(frozen=True)
class Family:
    """Numbers of one kind, told apart by a label."""

    name: str
    meaning: str
    label: str
    values: Mapping[str, float] = field(default_factory=dict)


# Families of one room, in one statement.
Families = Callable[[datetime], Sequence[Family]]

_figures: tuple[Figure, ...] = ()
_families: tuple[Families, ...] = ()


def register_gauges(figures: tuple[Figure, ...], families: tuple[Families, ...]) -> None:
    """Set what rooms have to tell (called by wiring)."""
    global _figures, _families
    _figures, _families = figures, families


def collected(now: datetime) -> Iterable[GaugeMetricFamily]:
    """Everything, as Prometheus takes it."""
    for figure, value in zip(_figures, _answers(now), strict=True):
        if value is not None:  # there is nothing yet to tell the age of
            yield GaugeMetricFamily(figure.name, figure.meaning, value=float(value))
    for source in (outbox, jobs, *_families):
        for family in source(now):
            metric = GaugeMetricFamily(family.name, family.meaning, labels=[family.label])
            for label, value in family.values.items():
                metric.add_metric([label], value)
            yield metric


def _answers(now: datetime) -> Sequence[Any]:
    if not _figures:
        return ()
    return tuple(db.session.execute(select(*(figure.column(now) for figure in _figures))).one())


def outbox(now: datetime) -> Sequence[Family]:
    """Messages by channel: how many wait, since when the oldest should have left, how many are given up."""
    waiting = (OutboxMessage.delivered_at.is_(None)) & (OutboxMessage.dead_at.is_(None))
    statement = (
        select(
            OutboxMessage.channel,
            func.count().filter(waiting),
            func.min(OutboxMessage.due_at).filter(waiting & (OutboxMessage.attempts == 0)),
            func.count().filter(GIVEN_UP),
        )
        .where(OutboxMessage.delivered_at.is_(None))
        .group_by(OutboxMessage.channel)
    )
    rows = db.session.execute(statement).all()
    oldest = {row[0]: max((now - row[2]).total_seconds(), 0) if row[2] else 0 for row in rows}
    return (
        Family(
            "volunteer_outbox_waiting", "Messages not delivered yet", "channel", {row[0]: float(row[1]) for row in rows}
        ),
        Family("volunteer_outbox_oldest_seconds", "How long the oldest has been due", "channel", oldest),
        Family("volunteer_outbox_dead", "Messages given up", "channel", {row[0]: float(row[3]) for row in rows}),
    )


def jobs(now: datetime) -> Sequence[Family]:
    """Jobs by name: how late, how often failed in a row, how long the last run took; the scheduler's heartbeat."""
    known, listed = job_runs.runs(), current_app.extensions["volunteer_jobs"]
    beat = known.get(SCHEDULER)
    late = {job.name: job_runs.late(job, known.get(job.name), beat, now).total_seconds() for job in listed}
    ran = {job.name: known[job.name] for job in listed if job.name in known}
    age = {"scheduler": (now - beat.ended_at).total_seconds()} if beat else {}
    return (
        Family("volunteer_job_late_seconds", "How long ago the job should have run", "job", late),
        Family(
            "volunteer_job_failures",
            "Runs in a row that failed",
            "job",
            {name: float(run.failures) for name, run in ran.items()},
        ),
        Family(
            "volunteer_job_last_seconds",
            "How long the last run took",
            "job",
            {name: run.milliseconds / 1000 for name, run in ran.items()},
        ),
        Family("volunteer_heartbeat_age_seconds", "Since the process last said that it lives", "process", age),
    )

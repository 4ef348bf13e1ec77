"""What the clock does for the audit trail."""

from __future__ import annotations

from datetime import date, datetime

import psycopg
from flask import current_app

from volunteer.audit import partitions
from volunteer.happenings.audit import TrailForgotten
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work

MONTHS_AHEAD = 3  # this month and the next two


def make_partitions(work: Work) -> int:
    """The scheduler's run."""
    return ensure_coming_months(work.now)


def ensure_coming_months(now: datetime) -> int:
    """Make the coming months' partitions. Only the owner of the tables can, so this opens a connection of its own."""
    with psycopg.connect(current_app.config["MIGRATION_DATABASE_URL"]) as owner:
        return len(partitions.ensure(owner, now.date(), MONTHS_AHEAD))


def forget_old_months(work: Work) -> int:
    """Drop the months that are kept no longer: AUDIT_KEEP_MONTHS whole ones stay, never less than a year."""
    before = months_back(work.now.date(), current_app.config["AUDIT_KEEP_MONTHS"])
    with psycopg.connect(current_app.config["MIGRATION_DATABASE_URL"]) as owner:
        gone = partitions.forget(owner, before)
    if gone:
        work.record(TrailForgotten(subject_id=0, details={"before": before.isoformat(), "parts": gone}))
    return len(gone)


def months_back(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


PARTITIONS = Job("audit partitions", make_partitions, "cron", {"hour": 0, "minute": 20})
FORGET = Job("audit retention", forget_old_months, "cron", {"day": 2, "hour": 1, "minute": 40})
JOBS = (PARTITIONS, FORGET)

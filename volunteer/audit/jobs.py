"""What the clock does for the audit trail."""

from __future__ import annotations

from datetime import datetime

import psycopg
from flask import current_app

from volunteer.audit import partitions
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


PARTITIONS = Job("audit partitions", make_partitions, "cron", {"hour": 0, "minute": 20})

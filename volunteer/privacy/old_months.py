"""Months of the audit trail that had their time: dropped whole, by the owner of the tables (D29)."""

from __future__ import annotations

import re
from datetime import date, datetime

import psycopg
import structlog
from flask import current_app
from psycopg import sql

from volunteer.privacy.retention import AUDIT_KEPT

log = structlog.get_logger()

MONTH = re.compile(r"audit_event_(\d{4})_(\d{2})")
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"  # better tried again tomorrow than holding up everybody's audit
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_event'::regclass"


def drop_old_months(now: datetime) -> int:
    """How many months went: those that ended longer ago than the trail is kept."""
    with psycopg.connect(current_app.config["MIGRATION_DATABASE_URL"]) as owner:
        names = [name for (name,) in owner.execute(PARTITIONS).fetchall()]
        over = [name for name in names if _ended_before(name, (now - AUDIT_KEPT).date())]
        for name in over:
            try:
                with owner.transaction():
                    owner.execute(LOCK_TIMEOUT)
                    owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
            except psycopg.errors.LockNotAvailable:
                log.warning("month of the audit trail is in use: dropped the next night", month=name)
                return over.index(name)
    return len(over)


def _ended_before(name: str, day: date) -> bool:
    found = MONTH.fullmatch(name)
    if found is None:
        return False
    year, month = map(int, found.groups())
    return date(year + month // 12, month % 12 + 1, 1) <= day

"""What the clock does for records."""

from __future__ import annotations

from sqlalchemy import CursorResult, delete

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.records.models import VerifyMiss
from volunteer.records.verifying import WAIT


def forget_misses(work: Work) -> int:
    """Drop the counts of wrong codes that no longer make anybody wait."""
    result = db.session.execute(delete(VerifyMiss).where(VerifyMiss.since < work.now - WAIT))
    return result.rowcount if isinstance(result, CursorResult) else 0


FORGET_MISSES = Job("records.forget_misses", forget_misses, "cron", {"minute": 50})

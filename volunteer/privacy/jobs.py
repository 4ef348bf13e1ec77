"""What the clock does for privacy: erasures whose day has come, and what has been kept long enough."""

from __future__ import annotations

from volunteer.happenings.privacy import RetentionApplied
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.privacy import queries, retention, service
from volunteer.privacy.models import RetentionRun


def apply_retention(work: Work) -> int:
    """One batch of each kind. The counts of one night add up in one row, which is there even if nothing went."""
    counts = retention.carry_out(work.now)
    run = _tonight(work)
    run.counts = {kind: run.counts.get(kind, 0) + number for kind, number in counts.items()}
    gone = {kind: number for kind, number in counts.items() if number}
    if gone:
        work.record(RetentionApplied(subject_id=run.id, details=gone))
    return sum(gone.values())


def _tonight(work: Work) -> RetentionRun:
    latest = db.session.scalar(queries.runs().limit(1))
    if latest is not None and clock.local(latest.at).date() == clock.local(work.now).date():
        return latest
    run = RetentionRun(at=work.now, counts={})
    db.session.add(run)
    db.session.flush()
    return run


JOBS = (
    Job("privacy.erase", service.carry_out, "cron", {"hour": 3, "minute": 10}, in_parts=True),
    Job("privacy.retention", apply_retention, "cron", {"hour": 3, "minute": 50}, in_parts=True),
)

"""Every happening leaves one row in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.audit.models import AuditEvent
from volunteer.happenings.base import Happening
from volunteer.kernel import clock, tracing
from volunteer.kernel.database import table_of
from volunteer.kernel.unit_of_work import Row, Work

TABLE = table_of(AuditEvent)


def audited(happening: Happening, work: Work) -> Iterable[Row]:
    """The audit row of a happening, of the request or the run of a job that it happened in.

    `at` is the database's to say, when it writes the row: just before the commit, with everything locked that the use
    case changed. So the trail of one thing is in order, whatever the clocks of web hosts show (two that changed it
    waited for each other). Only where the clock is moved on purpose does the row say the time of the use case.
    """
    actor = None if happening.unsigned else work.actor
    values = {
        "action": happening.action,
        "subject_kind": happening.subject_kind,
        "subject_id": happening.subject_id,
        "account_id": happening.by or (actor.account_id if actor else None),
        "unit_id": happening.unit_id,
        "address": actor.address if actor else None,
        "request_id": None if happening.unsigned else tracing.current(),
        "reason": happening.reason,
        "details": dict(happening.details),
    }
    yield Row(TABLE, {"at": work.now, **values} if clock.is_moved() else values)

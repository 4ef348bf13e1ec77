"""Every happening leaves one row in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.audit.models import AuditEvent
from volunteer.happenings.base import Happening
from volunteer.kernel.database import table_of
from volunteer.kernel.unit_of_work import Row, Work

TABLE = table_of(AuditEvent)


def audited(happening: Happening, work: Work) -> Iterable[Row]:
    """The audit row of a happening."""
    actor = None if happening.unsigned else work.actor
    yield Row(
        TABLE,
        {
            "at": work.now,
            "action": happening.action,
            "subject_kind": happening.subject_kind,
            "subject_id": happening.subject_id,
            "account_id": happening.by or (actor.account_id if actor else None),
            "unit_id": happening.unit_id,
            "address": actor.address if actor else None,
            "reason": happening.reason,
            "details": dict(happening.details),
        },
    )

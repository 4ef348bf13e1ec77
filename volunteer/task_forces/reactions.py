"""What a yes to a call means for the review of its emergency."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from volunteer.happenings.claims import ClaimConfirmed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.task_forces.models import CallOut
from volunteer.task_forces.passed_over import row


def rules_waived(happening: ClaimConfirmed, work: Work) -> Iterable[Row] | None:
    """Somebody said yes although a rule stood against it; nothing to do, and no query, for every other claim."""
    if not happening.waived:
        return None
    called = select(CallOut.emergency_id).where(CallOut.position_id == happening.position_id)
    emergency_id = db.session.scalar(called)
    if emergency_id is None:
        return None
    return [row(work, emergency_id, rule, {"claim_id": happening.subject_id}) for rule in happening.waived]

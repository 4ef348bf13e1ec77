"""What becomes of the backing when the ledger decides about its hours."""

from __future__ import annotations

from sqlalchemy import update

from volunteer.backfills.models import HoursBacking
from volunteer.happenings.ledger import HoursRefused
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work


def keep_reason(happening: HoursRefused, work: Work) -> None:
    """The page of backfilled hours tells why they were refused; other hours have no backing."""
    db.session.execute(
        update(HoursBacking)
        .where(HoursBacking.proposal_id == happening.subject_id)
        .values(refused_because=happening.reason)
    )

"""What members do when something happens elsewhere."""

from __future__ import annotations

from sqlalchemy import update

from volunteer.happenings.organization import UnitClosed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import Member


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The members of a dissolved squad belong to its successor."""
    db.session.execute(
        update(Member)
        .where(Member.unit_id == happening.subject_id)
        .values(unit_id=happening.successor_id, version=Member.version + 1)
    )

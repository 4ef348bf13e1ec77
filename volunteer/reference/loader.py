"""Reference data into the database."""

from __future__ import annotations

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import insert

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.reference.rows import reference_rows


def load_reference(work: Work) -> int:
    """Add the entries that are missing; those already there may have been edited and stay. How many were added."""
    added = 0
    for model, values in reference_rows():
        statement = insert(model.__table__).values(values).on_conflict_do_nothing().returning(literal(1))
        added += len(db.session.execute(statement).all())
    return added

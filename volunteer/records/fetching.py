"""One row out of those that somebody may see: locked to be changed, or whole to be shown."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select

from volunteer.kernel.database import Base, db
from volunteer.kernel.errors import NotVisible
from volunteer.web.api import LARGEST_ID

M = TypeVar("M", bound=Base)


def one_of(model: type[M], row_id: int, seen: Select[M], whole: Select[M], *, lock: bool) -> M:
    """The row with this id among those seen, or NotVisible; `whole` is the same select with what is shown beside it."""
    if row_id > LARGEST_ID:
        raise NotVisible
    statement = whole
    if lock:
        statement = seen.with_for_update(of=model).execution_options(populate_existing=True)
    found = db.session.scalar(statement.where(model.__table__.c.id == row_id))
    if found is None:
        raise NotVisible
    return found

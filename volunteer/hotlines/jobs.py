"""Regular work on lists: carry on what was let through, forget what their rows hold of persons."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from volunteer.hotlines.applying import carry_on
from volunteer.hotlines.models import HotlineList, HotlineRow
from volunteer.hotlines.states import ListStatus
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work

ROWS_KEPT = timedelta(days=180)  # by then every result has gone back


def forget(work: Work) -> int:
    """Rows hold names and phones: they go half a year after their list came; numbers and demands stay."""
    old = select(HotlineList.id).where(
        HotlineList.created_at < work.now - ROWS_KEPT, HotlineList.status != ListStatus.APPLYING
    )
    gone = delete(HotlineRow).where(HotlineRow.list_id.in_(old)).returning(HotlineRow.id)
    return len(db.session.execute(gone).all())


APPLY = Job("hotlines.apply", carry_on, "interval", {"seconds": 3}, in_parts=True)
FORGET = Job("hotlines.forget", forget, "cron", {"hour": 3, "minute": 50})

"""Reading notices."""

from __future__ import annotations

from sqlalchemy import update

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.notices.models import Notice
from volunteer.notices.queries import own_notice


@use_case
def read(work: Work, actor: Acting, notice_id: int) -> Notice:
    """Mark one notice as read; it stays read since the first time."""
    notice = own_notice(actor, notice_id)
    notice.read_at = notice.read_at or work.now
    return notice


@use_case
def read_all(work: Work, actor: Acting) -> None:
    """Mark every notice as read."""
    db.session.execute(
        update(Notice).where(Notice.account_id == actor.account_id, Notice.read_at.is_(None)).values(read_at=work.now)
    )

"""One's own notices."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Acting
from volunteer.notices.models import Notice
from volunteer.web.api import LARGEST_ID


def own(actor: Acting, *, unread: bool = False) -> Select[Notice]:
    """The actor's notices, newest first."""
    statement = select(Notice).where(Notice.account_id == actor.account_id)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    return statement.order_by(Notice.created_at.desc(), Notice.id.desc())


def own_notice(actor: Acting, notice_id: int) -> Notice:
    """One of the actor's notices, locked, or NotVisible."""
    statement = own(actor).where(Notice.id == notice_id).with_for_update()
    notice = db.session.scalar(statement) if notice_id <= LARGEST_ID else None
    if notice is None:
        raise NotVisible
    return notice


def unread_count(account_id: int) -> int:
    """How many notices of an account wait to be read (the badge of the navigation)."""
    statement = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return db.session.scalar(statement) or 0

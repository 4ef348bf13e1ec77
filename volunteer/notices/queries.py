"""One's own notices."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Acting
from volunteer.notices.models import Notice
from volunteer.web.api import LARGEST_ID


def own(actor: Acting, *, unread_only: bool = False) -> Select[Notice]:
    """The actor's notices, newest first."""
    statement = select(Notice).where(Notice.account_id == actor.account_id)
    if unread_only:
        statement = statement.where(Notice.read_at.is_(None))
    return statement.order_by(Notice.created_at.desc(), Notice.id.desc())


def own_notice(actor: Acting, notice_id: int) -> Notice:
    """One of the actor's notices, locked, or NotVisible."""
    statement = own(actor).where(Notice.id == notice_id).with_for_update()
    notice = db.session.scalar(statement) if notice_id <= LARGEST_ID else None
    if notice is None:
        raise NotVisible
    return notice


def unread(account_id: int | ColumnElement[int]) -> Select[int]:
    """The ids of an account's notices that wait to be read."""
    return select(Notice.id).where(Notice.account_id == account_id, Notice.read_at.is_(None))

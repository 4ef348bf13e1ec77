"""Nothing leaves while the outbox is held: after a restore, until a person has looked at what waits (放行)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base, db


class HoldReason(StrEnum):
    """Why nothing leaves."""

    ASKED = "asked"  # somebody said so
    RESTORE = "restore"


class OutboxHold(Base):
    """A time in which nothing leaves; open while `released_at` is empty, and at most one is.

    `backup_made_at` is the moment to which a restore took the database back.
    """

    __tablename__ = "outbox_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    held_at: Mapped[datetime]
    backup_made_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("reason IN ('asked', 'restore')", name="reason"),
        Index("uq_outbox_hold_open", text("(1)"), unique=True, postgresql_where=text("released_at IS NULL")),
    )


def current_hold() -> OutboxHold | None:
    """The hold under way, if there is one."""
    return db.session.scalars(select(OutboxHold).where(OutboxHold.released_at.is_(None))).one_or_none()

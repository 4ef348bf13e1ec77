"""Addresses of private calendar feeds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class CalendarFeed(Base):
    """An address under which a member's calendar may be read without signing in: 256 bits, stored as SHA-256.

    A member has one that works; those taken back stay, so that the record tells since when they no longer open.
    """

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_calendar_feed_open", "member_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
    )

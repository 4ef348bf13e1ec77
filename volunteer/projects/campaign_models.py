"""Campaigns (活动月): a theme for some weeks, under which units put projects of theirs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class Campaign(Base):
    """What the committee calls for; both days are included, as dates in Shanghai."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("until >= since", name="days"),)

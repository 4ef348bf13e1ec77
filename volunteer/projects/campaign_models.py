"""Campaigns (活动月): a theme for some weeks, under which units put projects of theirs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.organization.models import Unit


class Campaign(Base):
    """What a unit calls for among those below it; both days are included, as dates in Shanghai."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    text: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (CheckConstraint("until >= since", name="days"), UniqueConstraint("unit_id", "name"))

"""Which items of the list somebody has made sure of, for which project."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class ChecklistTick(Base):
    """An organizer's word that an item is seen to. The audit trail keeps what was ticked and taken back."""

    __tablename__ = "checklist_tick"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), primary_key=True)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

"""The templates that a demand can start from."""

from __future__ import annotations

from datetime import time

from flask_babel import get_locale
from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class DemandTemplate(Base):
    """One half-written demand: the name of its button, and what it fills in. `rank` is its place among the buttons."""

    __tablename__ = "demand_template"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    title: Mapped[str]
    text: Mapped[str]
    skill: Mapped[str | None] = mapped_column(ForeignKey("skill.code"))
    level: Mapped[int] = mapped_column(default=1)
    headcount: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    risk_note: Mapped[str | None]  # that of the category when empty
    rank: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("ends > starts", name="period"),
    )

    @property
    def label(self) -> str:
        """The button's name in the language being read."""
        return self.name_en if str(get_locale() or "zh").startswith("en") else self.name

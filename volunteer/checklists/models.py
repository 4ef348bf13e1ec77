"""The items of the list."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import get_locale
from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit


class KnownBy(StrEnum):
    """What the platform can see by itself in a project, so that nobody has to tick it."""

    PLAN = "plan"
    TEAM = "team"
    PLACE = "place"
    SUPPLIES = "supplies"
    SAFEGUARDS = "safeguards"
    RECORD = "record"


class ChecklistItem(Base):
    """One thing to be made sure of by all below a brigade; without a unit by everybody.

    `known_by`: where the platform looks first; what it does not find there is ticked by the organizer. Only what is
    `required` stands in the way of publishing. One is retired, never deleted: ticks mention it.
    """

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    name_en: Mapped[str | None]
    hint: Mapped[str | None]
    known_by: Mapped[str | None]
    required: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit | None] = relationship()

    __table_args__ = (
        one_of("known_by", KnownBy),
        UniqueConstraint("unit_id", "name", postgresql_nulls_not_distinct=True),
    )

    @property
    def label(self) -> str:
        """Its name in the language being read, where it has one there."""
        english = str(get_locale() or "zh").startswith("en")
        return (english and self.name_en) or self.name

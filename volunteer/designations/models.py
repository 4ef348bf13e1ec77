"""Designations of units and members."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member


class DesignationKind(StrEnum):
    """What a unit or a member is named for."""

    PIONEER_POST = "pioneer_post"
    RESPONSIBILITY_AREA = "responsibility_area"


class Designation(Base):
    """A post or an area that a unit or one member holds, from a day until a day (both included)."""

    __tablename__ = "designation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)  # the holder, or the unit of the holder
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    note: Mapped[str | None]
    named_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    named_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    member: Mapped[Member | None] = relationship()
    place: Mapped[Place | None] = relationship()

    __table_args__ = (
        one_of("kind", DesignationKind),
        CheckConstraint("until >= since", name="period"),
        CheckConstraint("kind <> 'responsibility_area' OR place_id IS NOT NULL", name="area_has_place"),
    )

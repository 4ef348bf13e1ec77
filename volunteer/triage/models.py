"""Pairs of demands that may ask for the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class DemandTwin(Base):
    """Two demands that resembled each other when the later one came in; kept apart once somebody has said so.

    Merging is kept with the demand itself (`Demand.merged_into_id`), so that the pair stays what it was found to be.
    """

    __tablename__ = "demand_twin"

    lower_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    higher_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True, index=True)
    likeness: Mapped[float]
    apart_at: Mapped[datetime | None]
    apart_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    __table_args__ = (CheckConstraint("lower_id < higher_id", name="pair"),)

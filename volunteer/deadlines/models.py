"""Who was told of a demand's deadline, and extensions that were asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.deadlines.states import ExtensionStatus, Level
from volunteer.demands.models import Demand
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit


class DemandAlert(Base):
    """One level that a clock of a demand reached: `unit_id` answers for it, `told_unit_id` is told."""

    __tablename__ = "demand_alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    clock_number: Mapped[int]
    level: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    told_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime]

    demand: Mapped[Demand] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])

    __table_args__ = (
        one_of("level", Level),
        Index("uq_demand_alert_once", "demand_id", "clock_number", "level", unique=True),
        Index("ix_demand_alert_level", "level", "at"),
    )


class AlertsTold(Base):
    """Up to which alert people were told, in one row: a mark on each of a hundred thousand would cost as much as they.

    Only the sweep writes alerts, one at a time, so that a later one never has a smaller id.
    """

    __tablename__ = "demand_alert_told"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    up_to: Mapped[int]
    at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class DemandExtension(Base):
    """A later deadline that the responsible unit asked for before it ran out; the next tier decides (延期)."""

    __tablename__ = "demand_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    clock_number: Mapped[int]
    status: Mapped[str] = mapped_column(default=ExtensionStatus.ASKED)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    decider_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str]
    before: Mapped[datetime]
    until: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None]

    demand: Mapped[Demand] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    decider_unit: Mapped[Unit] = relationship(foreign_keys=[decider_unit_id])

    __table_args__ = (
        one_of("status", ExtensionStatus),
        CheckConstraint("until > before", name="later"),
        CheckConstraint("decided_by <> asked_by", name="two_persons"),
        Index("ix_demand_extension_decider_unit_id", "decider_unit_id", "status"),
        Index("uq_demand_extension_asked", "demand_id", unique=True, postgresql_where=text("status = 'asked'")),
    )

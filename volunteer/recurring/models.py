"""Series of demands and their dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import SealedJson, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus


class DemandSeries(Base):
    """A need that comes back. `content` is what each demand says, with the times of the day as `starts` and `ends`.

    `first_day` fixes the weekday, and with a monthly rhythm which one of the month. Up to `done_until` every date has
    been handed in, left out or missed.
    """

    __tablename__ = "demand_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=SeriesStatus.RUNNING)
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson("demand_series.content"))
    private_place_id: Mapped[int | None] = mapped_column(ForeignKey("private_place.id"))
    rhythm: Mapped[str]
    every: Mapped[int] = mapped_column(default=1)
    first_day: Mapped[date]
    until: Mapped[date | None]
    times: Mapped[int | None]
    holidays: Mapped[str] = mapped_column(default=HolidayRule.SKIP)
    days_ahead: Mapped[int] = mapped_column(default=14)
    done_until: Mapped[date]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Place] = relationship()

    __table_args__ = (
        one_of("status", SeriesStatus),
        one_of("rhythm", Rhythm),
        one_of("holidays", HolidayRule),
        CheckConstraint("every BETWEEN 1 AND 12", name="every"),
        sealed_only("content"),
        CheckConstraint("times > 0", name="times"),
        CheckConstraint("days_ahead BETWEEN 1 AND 60", name="days_ahead"),
        Index("ix_demand_series_due", "status", "done_until"),
    )


class SeriesOccurrence(Base):
    """A date of a series that was settled: handed in as a demand, or left out by hand (no demand).

    `planned` is the date of the rhythm, `day` the one it moved to because of a holiday.
    """

    __tablename__ = "series_occurrence"

    series_id: Mapped[int] = mapped_column(ForeignKey("demand_series.id"), primary_key=True)
    planned: Mapped[date] = mapped_column(primary_key=True)
    day: Mapped[date]
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), unique=True)
    at: Mapped[datetime]

"""Frozen months. The application's role may add rows and read them, nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class MonthReport(Base):
    """What a unit and everything below it did in a month, as it was known when the month was frozen.

    `month` is its first day. `figures` are numbers by name, counted by the definitions of version `definitions`;
    `subjects` lists, for those that are not in the ledger, the ids that were counted. Hours are those under `paths`
    that the ledger held at `frozen_at`. `ledger_head` names the head of the ledger's hashes of that day (D21).
    """

    __tablename__ = "month_report"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, int]] = mapped_column(JSONB)
    subjects: Mapped[dict[str, list[Any]]] = mapped_column(JSONB, deferred=True)
    paths: Mapped[list[str]] = mapped_column(ARRAY(Text))
    definitions: Mapped[int]
    ledger_head: Mapped[str | None]
    frozen_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("extract(day FROM month) = 1", name="first_day"),
        Index("ix_month_report_month", "month"),
    )

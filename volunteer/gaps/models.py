"""Why places stay empty, as it was last counted. How many are empty is always read from the places themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class GapReport(Base):
    """When the reasons of a top brigade were counted, and among how many members; those of others are never counted in.

    `assumed`: how many of the members have not told their times and places yet, so that defaults stand in (D24).
    """

    __tablename__ = "gap_report"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    made_at: Mapped[datetime]
    members: Mapped[int]
    assumed: Mapped[int]


class GapReason(Base):
    """One position that had `missing` free places then.

    `reasons` tells for each code how many members it kept away, `assumed` how many of those were judged by defaults;
    `remedies` lists what would fill its places, the cheapest first.
    """

    __tablename__ = "gap_reason"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("gap_report.unit_id"), index=True)
    missing: Mapped[int]
    reasons: Mapped[dict[str, int]] = mapped_column(JSONB)
    assumed: Mapped[dict[str, int]] = mapped_column(JSONB)
    remedies: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

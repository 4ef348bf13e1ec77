"""Senders, their lists row by row, and the work orders that became demands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.hotlines.states import ListStatus, RowAction
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import SealedJson, sealed_only
from volunteer.kernel.transitions import one_of


class HotlineSender(Base):
    """Who sends lists; `columns` are the headings that were last understood, by field."""

    __tablename__ = "hotline_sender"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class HotlineList(Base):
    """One file, of a top brigade; `place_id` is the town of whoever brought it, if it was a town's officer.

    `columns` say by field which column holds it.
    """

    __tablename__ = "hotline_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("hotline_sender.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    file_name: Mapped[str]
    headings: Mapped[list[str]] = mapped_column(JSONB)
    columns: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(default=ListStatus.UNMAPPED)
    counts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    rows_total: Mapped[int] = mapped_column(server_default=text("0"))
    rows_done: Mapped[int] = mapped_column(server_default=text("0"))
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    sender: Mapped[HotlineSender] = relationship()

    __table_args__ = (one_of("status", ListStatus), Index("ix_hotline_list_status", "status"))


class HotlineRow(Base):
    """One row as it came (`cells`), what it would do, and the demand it led to."""

    __tablename__ = "hotline_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("hotline_list.id"))
    line: Mapped[int]
    cells: Mapped[list[str]] = mapped_column(SealedJson("hotline_row.cells"))
    order_number: Mapped[str | None]
    action: Mapped[str | None]
    problems: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    done: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        one_of("action", RowAction),
        sealed_only("cells"),
        Index("uq_hotline_row_line", "list_id", "line", unique=True),
    )


class HotlineOrder(Base):
    """A work order of a sender, and the demand it became; `fingerprint` tells whether a row says something new."""

    __tablename__ = "hotline_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("hotline_sender.id"))
    number: Mapped[str]
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), unique=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    due_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_hotline_order_number", "sender_id", "number", unique=True),)

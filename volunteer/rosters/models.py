"""Imports: the file as it came, its rows as they were understood, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.rosters.states import ImportStatus, RosterKind


class RosterImport(Base):
    """One file on its way in, for one unit and what is below it.

    `options` hold what the person decided: units to be made, units whose list is complete, and that many leave.
    `summary` counts what would be, or was, created, changed, moved and left, and the problems.
    """

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=ImportStatus.WAITING)
    kind: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    file_name: Mapped[str]
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    failure: Mapped[str | None]  # why the file could not be read, by name
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (one_of("status", ImportStatus), one_of("kind", RosterKind))


class RosterFile(Base):
    """The file itself, kept until its import has ended."""

    __tablename__ = "roster_file"

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class RosterRow(Base):
    """One row of the sheet: `line` as the spreadsheet counts, `cells` as they were understood, and what it would do.

    `problems` holds objects {"column", "problem", "value"}; `key` is what rows are told apart by (a member's number).
    """

    __tablename__ = "roster_row"

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None]
    cells: Mapped[dict[str, Any]] = mapped_column(JSONB)
    action: Mapped[str | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # what would change
    target_id: Mapped[int | None]
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)

    __table_args__ = (Index("ix_roster_row_key", "import_id", "key"),)

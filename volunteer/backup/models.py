"""Table of what became of each backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class BackupRun(Base):
    """One try: the file and its size in bytes, or a `ProblemKind` for why there is none to count on."""

    __tablename__ = "backup_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    file: Mapped[str | None]
    bytes: Mapped[int | None]
    problem: Mapped[str | None]

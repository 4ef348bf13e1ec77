"""What a person is told in the app; the words are made from kind and parameters when shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base


class Notice(Base):
    """One notice to one account. `link` is a path inside the site."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    link: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notice_account_created", "account_id", "created_at"),
        Index("ix_notice_unread", "account_id", postgresql_where=text("read_at IS NULL")),
    )

"""What a person is told, where else it can reach them, and what they chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.notices.states import ContactKind, RobotKind


class Notice(Base):
    """One notice to one account; the words are made from kind and parameters when shown. `link` is a path of the site.

    `dispatched_at`: when it was passed on to the other channels of the person, or found to need none; `digest_at`: of
    which summary it became a part.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    link: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    digest_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_notice_account_created", "account_id", "created_at"),
        Index("ix_notice_unread", "account_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_new", "id", postgresql_where=text("dispatched_at IS NULL")),
    )


class Contact(Base):
    """Where an account is reached: a mail address it confirmed, or its user id in WeCom."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    address: Mapped[str] = mapped_column(Sealed("contact.address", marked=True))
    since: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("account_id", "kind"),
        one_of("kind", ContactKind),
        sealed_only("address"),
        Index(
            "uq_contact_wecom",
            text("split_part(address, '.', 3)"),
            unique=True,
            postgresql_where=text("kind = 'wecom'"),
        ),
    )


class MailCode(Base):
    """A mail address that waits for the code sent to it; the code is stored as SHA-256."""

    __tablename__ = "mail_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(Sealed("mail_code.address"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    tries: Mapped[int]

    __table_args__ = (sealed_only("address"),)


class NoticePreference(Base):
    """What a person chose: by group the ways (a group that is not there follows the defaults), and quiet hours.

    Quiet hours run in minutes since midnight; equal ends mean none.
    """

    __tablename__ = "notice_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    choices: Mapped[dict[str, Any]]
    quiet_from: Mapped[int]
    quiet_until: Mapped[int]
    digest: Mapped[bool]

    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439", name="quiet"),
    )


class UnitRobot(Base):
    """The robot in the group chat of a unit. Whoever knows its address may speak there: it is kept sealed."""

    __tablename__ = "unit_robot"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    tail: Mapped[str]  # what pages show of it
    set_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]

    __table_args__ = (one_of("kind", RobotKind),)

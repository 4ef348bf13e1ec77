"""Transfers of members between squads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.transfers.states import TransferStatus


class Transfer(Base):
    """A member asked to move from one squad to another: each side says yes, the side that asks by asking.

    What nobody has answered by `answer_by` (5 working days) goes to the common parent (D3): `escalated_at`.
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=TransferStatus.ASKED)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reason: Mapped[str | None]  # why it is asked for
    answer: Mapped[str | None]  # why it was refused
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    from_agreed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    from_agreed_at: Mapped[datetime | None]
    to_agreed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    to_agreed_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship()
    from_unit: Mapped[Unit] = relationship(foreign_keys=from_unit_id)
    to_unit: Mapped[Unit] = relationship(foreign_keys=to_unit_id)

    @property
    def from_path(self) -> str:
        """The path of the squad the member comes from."""
        return self.from_unit.path

    @property
    def to_path(self) -> str:
        """The path of the squad the member goes to."""
        return self.to_unit.path

    @property
    def from_agreed(self) -> bool:
        """Whether the side the member comes from has agreed."""
        return self.from_agreed_at is not None

    @property
    def to_agreed(self) -> bool:
        """Whether the side the member goes to has agreed."""
        return self.to_agreed_at is not None

    __table_args__ = (
        one_of("status", TransferStatus),
        CheckConstraint("from_unit_id <> to_unit_id", name="two_squads"),
        CheckConstraint(
            "status <> 'done' OR (from_agreed_at IS NOT NULL AND to_agreed_at IS NOT NULL)", name="both_agreed"
        ),
        Index("uq_transfer_open", "member_id", unique=True, postgresql_where=text("status = 'asked'")),
        Index("ix_transfer_due", "answer_by", postgresql_where=text("status = 'asked' AND escalated_at IS NULL")),
    )

"""Micro-wishes, and what was done with each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.wishes.states import TAKEN, UNNUMBERED, WishStatus


def _in(states: tuple[WishStatus, ...]) -> str:
    return "status IN ({})".format(", ".join(f"'{state}'" for state in states))


class Wish(Base):
    """A wish of one person, who is named in the guarded part only. `unit_id` is the unit that verifies it.

    `value_yuan`: about how much it costs; no money passes through the platform. `member_id`: the one member who takes
    it on. `due_at`: when the next step is due, by whoever it waits for; `reminded_at`: when they were reminded of it.
    """

    __tablename__ = "micro_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=WishStatus.COLLECTED)
    title: Mapped[str]
    text: Mapped[str]
    value_yuan: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    private_place_id: Mapped[int] = mapped_column(ForeignKey("private_place.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    thanks: Mapped[str | None]
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    collected_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    collected_at: Mapped[datetime]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Place] = relationship()
    unit: Mapped[Unit] = relationship()
    member: Mapped[Member | None] = relationship()

    __table_args__ = (
        one_of("status", WishStatus),
        CheckConstraint("value_yuan > 0", name="value"),
        CheckConstraint(f"({_in(TAKEN)}) = (member_id IS NOT NULL)", name="one_member"),
        CheckConstraint(f"number IS NOT NULL OR {_in(UNNUMBERED)}", name="number"),
        CheckConstraint("verified_by IS DISTINCT FROM collected_by", name="second_person"),
        Index("ix_micro_wish_status", "status", "due_at"),
    )


class WishStep(Base):
    """One line of a wish's story; written with each step, never changed."""

    __tablename__ = "wish_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("micro_wish.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None]

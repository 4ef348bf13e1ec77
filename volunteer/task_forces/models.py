"""Task forces, emergencies per town, call-outs, and what was passed over while an emergency lasted (D11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.projects.models import Position


class TaskForce(Base):
    """What a temporary unit is for, and until which day; it is dissolved after that day, or before by a person."""

    __tablename__ = "task_force"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    purpose: Mapped[str]
    ends_on: Mapped[date | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()


class TaskForceMember(Base):
    """A member drawn into a task force or pioneer team; the squad stays what it is."""

    __tablename__ = "task_force_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    drawn_by: Mapped[int] = mapped_column(ForeignKey("account.id"))

    unit: Mapped[Unit] = relationship()
    member: Mapped[Member] = relationship()

    __table_args__ = (
        CheckConstraint("until >= since", name="period"),
        Index("ix_task_force_member_unit_id", "unit_id"),
        Index("uq_task_force_member_open", "unit_id", "member_id", unique=True, postgresql_where=text("until IS NULL")),
    )


class Emergency(Base):
    """Emergency mode in one town: from opening until it is closed, at the latest `ends_at`; then reviewed."""

    __tablename__ = "emergency"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    reason: Mapped[str]
    opened_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]
    review: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    place: Mapped[Place] = relationship()

    __table_args__ = (
        CheckConstraint("ends_at > opened_at", name="period"),
        CheckConstraint("reviewed_at IS NULL OR closed_at IS NOT NULL", name="review_after_close"),
        Index("uq_emergency_open", "place_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    )


class CallOut(Base):
    """People called to one place now: a position whose invited claims are who was asked; a yes is a claim."""

    __tablename__ = "call_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    emergency_id: Mapped[int | None] = mapped_column(ForeignKey("emergency.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)  # who calls
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), unique=True)
    muster_point: Mapped[str]
    leader_name: Mapped[str]
    leader_phone: Mapped[str] = mapped_column(Sealed("call_out.leader_phone"))
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (sealed_only("leader_phone"),)

    emergency: Mapped[Emergency | None] = relationship()
    unit: Mapped[Unit] = relationship()
    position: Mapped[Position] = relationship()


class Bypass(Base):
    """One rule that gave way in an emergency, for the review at its end: `rule` names it, `details` say for what."""

    __tablename__ = "emergency_bypass"

    id: Mapped[int] = mapped_column(primary_key=True)
    emergency_id: Mapped[int] = mapped_column(ForeignKey("emergency.id"), index=True)
    rule: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

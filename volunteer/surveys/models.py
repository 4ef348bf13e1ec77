"""Surveys: members of a unit are asked to bring their profiles up to date by a day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit


class SurveyStatus(StrEnum):
    """Whether answers still count."""

    OPEN = "open"
    CLOSED = "closed"


class Survey(Base):
    """Everybody who serves in a unit or below is asked; `asks` names the parts of the profile that matter this time.

    `due_on` is a date in Shanghai. It closes by itself the day after.
    """

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=SurveyStatus.OPEN)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    message: Mapped[str | None]
    asks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    due_on: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        one_of("status", SurveyStatus),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
    )


class SurveyAnswer(Base):
    """One member has looked at the profile and said that it is right; `changed` tells whether anything was not."""

    __tablename__ = "survey_answer"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    answered_at: Mapped[datetime]
    changed: Mapped[bool]

"""What members said of suggestions, and the lists made for everybody at night."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.projects.models import Project


class NotForMe(Base):
    """A member does not want a project suggested again. Nothing else follows from it, and it can be taken back."""

    __tablename__ = "not_for_me"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    said_at: Mapped[datetime]

    project: Mapped[Project] = relationship()

    __table_args__ = (Index("ix_not_for_me_project_id", "project_id"),)


class SuggestionList(Base):
    """A member's best positions as of `made_at`, best first; `scores` per thousand in the same order.

    Pages ask anew at every request; from the lists it is counted how many members each position was suggested to. Who
    is suggested nothing has no list: whoever turns recommendations off loses it at once.
    """

    __tablename__ = "suggestion_list"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    made_at: Mapped[datetime]
    position_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    scores: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class SuggestionReach(Base):
    """How many members' lists held a position at night, and how many of them among the first five.

    `reasons` counts every member at the condition that kept the position from them; only where it was in no list.
    """

    __tablename__ = "suggestion_reach"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id", ondelete="CASCADE"), primary_key=True)
    made_at: Mapped[datetime]
    listed: Mapped[int]
    first_five: Mapped[int]
    reasons: Mapped[dict[str, int]] = mapped_column(JSONB)

    __table_args__ = (CheckConstraint("first_five BETWEEN 0 AND listed", name="first_five"),)

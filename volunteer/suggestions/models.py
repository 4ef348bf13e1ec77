"""What members said of suggestions, and the lists made for everybody at night."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, Integer
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

    Pages ask anew at every request; the lists tell how many members each position was suggested to.
    """

    __tablename__ = "suggestion_list"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    made_at: Mapped[datetime]
    position_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    scores: Mapped[list[int]] = mapped_column(ARRAY(Integer))

"""Skills and categories: the words that demands, positions and members share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.changes import ChangeMarked
from volunteer.kernel.database import Base


class SkillGroup(ChangeMarked, Base):
    """What skills are arranged under when one is looked for; `rank` is their order."""

    __tablename__ = "skill_group"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Skill(ChangeMarked, Base):
    """Something a helper can do; levels 1 (basic) to 3 (expert) are held per member.

    `synonyms` are what people write when they mean it, e.g. 量血压 for nursing; so they are for categories.
    """

    __tablename__ = "skill"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    group: Mapped[str] = mapped_column(ForeignKey("skill_group.code"))
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    needs_approval: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)


class Category(ChangeMarked, Base):
    """A kind of service. `safeguards` says what publishing and claiming must enforce (D10), e.g. {"min_helpers": 2}."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    safeguards: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(default=False)

"""Skills and categories: the words that demands, positions and members share."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.changes import ChangeMarked
from volunteer.kernel.database import Base


class Skill(ChangeMarked, Base):
    """Something a helper can do; levels 1 (basic) to 3 (expert) are held per member."""

    __tablename__ = "skill"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    group: Mapped[str]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)


class Category(ChangeMarked, Base):
    """A kind of service. `safeguards` says what publishing and claiming must enforce (D10), e.g. {"min_helpers": 2}."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    safeguards: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(default=False)

"""What can happen to skills and categories. They go by code, so the subject is 0 and the details name the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class SkillListed(Happening):
    """A skill was added to the common list, or its entry changed."""

    action: ClassVar[str] = "skill.listed"
    subject_id: int = 0


@dataclass(frozen=True, kw_only=True)
class CategoryListed(Happening):
    """A category was added to the common list, or its entry changed."""

    action: ClassVar[str] = "category.listed"
    subject_id: int = 0


@dataclass(frozen=True, kw_only=True)
class SkillGroupListed(Happening):
    """A group of skills was added, or its entry changed."""

    action: ClassVar[str] = "skill_group.listed"
    subject_id: int = 0

"""What can happen to suggestions. What members say of their own lists is nobody else's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ProjectUnsuggested(Happening):
    """Since last night positions of a project (`subject_id`) are suggested to nobody; `maker_id` made the project."""

    action: ClassVar[str] = "project.unsuggested"
    maker_id: int
    title: str
    position_ids: tuple[int, ...]

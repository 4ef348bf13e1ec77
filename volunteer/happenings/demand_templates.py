"""What can happen to templates of demands. They go by code, so the subject is 0 and the details name the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class DemandTemplateListed(Happening):
    """A template was added for everybody, or changed, moved or retired."""

    action: ClassVar[str] = "demand_template.listed"
    subject_id: int = 0

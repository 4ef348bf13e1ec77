"""What can happen to the list of what is made sure of before a project is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ChecklistListed(Happening):
    """An item was added, changed or retired; `unit_id` is the brigade that keeps it, none for the whole network's."""

    action: ClassVar[str] = "checklist.listed"

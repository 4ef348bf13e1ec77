"""What happens to months of a network. `subject_id` is the top unit; the details name the month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class MonthFrozen(Happening):
    """The month of every unit below was counted and stands; what is recorded later is listed apart."""

    action: ClassVar[str] = "month.frozen"

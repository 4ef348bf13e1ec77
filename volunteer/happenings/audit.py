"""What can happen to the audit trail itself. It has no row of its own, so the subject is 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class TrailForgotten(Happening):
    """Months that are kept no longer were dropped; `details` name them."""

    action: ClassVar[str] = "trail.forgotten"


@dataclass(frozen=True, kw_only=True)
class TrailHandedOver(Happening):
    """A period of the trail left as a signed file; `details` hold the period, how many rows, and their digest."""

    action: ClassVar[str] = "trail.handed_over"

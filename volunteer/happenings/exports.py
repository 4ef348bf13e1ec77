"""What can happen to lists as a whole. A list has no row of its own, so the subject is 0 and the details name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ExportMade(Happening):
    """A list left as a spreadsheet: `details` hold which, how many rows, its filters, whether names are clear."""

    action: ClassVar[str] = "export.made"
    subject_id: int = 0


@dataclass(frozen=True, kw_only=True)
class ExportUnmasked(Happening):
    """Names and phones of everybody on a list left in clear: one look at so many people; `reason` is the purpose."""

    action: ClassVar[str] = "export.unmasked"
    subject_id: int = 0

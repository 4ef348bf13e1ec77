"""What happens to lists of the hotline. `subject_id` is the list; the details count its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class HotlineUploaded(Happening):
    """A file was read and checked."""

    action: ClassVar[str] = "hotline.uploaded"


@dataclass(frozen=True, kw_only=True)
class HotlineLetThrough(Happening):
    """Its good rows are to become demands."""

    action: ClassVar[str] = "hotline.let_through"


@dataclass(frozen=True, kw_only=True)
class HotlineApplied(Happening):
    """They did."""

    action: ClassVar[str] = "hotline.applied"


@dataclass(frozen=True, kw_only=True)
class HotlineDiscarded(Happening):
    """It was put aside; nothing was made of it."""

    action: ClassVar[str] = "hotline.discarded"

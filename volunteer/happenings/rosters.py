"""What happens to imports of rosters. `subject_id` is the import, `unit_id` the unit whose file it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class RosterUploaded(Happening):
    """A file came in to be checked."""

    action: ClassVar[str] = "roster.uploaded"


@dataclass(frozen=True, kw_only=True)
class RosterDecided(Happening):
    """Which units are to be made and whose list is complete was decided."""

    action: ClassVar[str] = "roster.decided"


@dataclass(frozen=True, kw_only=True)
class RosterApplied(Happening):
    """A file did what it was said to do; the details count it. `kind` says what its rows were."""

    action: ClassVar[str] = "roster.applied"
    kind: str


@dataclass(frozen=True, kw_only=True)
class RosterDiscarded(Happening):
    """A file was put aside; it changed nothing."""

    action: ClassVar[str] = "roster.discarded"


@dataclass(frozen=True, kw_only=True)
class RosterCodesPrinted(Happening):
    """Activation codes of people of an import were printed; the details count them."""

    action: ClassVar[str] = "roster.codes_printed"

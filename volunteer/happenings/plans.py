"""What happens to plans. `subject_id` is the plan, `unit_id` the unit whose people it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class PlanMade(Happening):
    """A window was chosen to be planned."""

    action: ClassVar[str] = "plan.made"


@dataclass(frozen=True, kw_only=True)
class PlanSolved(Happening):
    """Members and positions were matched; the details count them."""

    action: ClassVar[str] = "plan.solved"


@dataclass(frozen=True, kw_only=True)
class PlanPairChanged(Happening):
    """A pair was pinned, removed or put back by hand; the details name step, position and member by id."""

    action: ClassVar[str] = "plan.pair_changed"


@dataclass(frozen=True, kw_only=True)
class PlanSent(Happening):
    """The pairs go out as offers."""

    action: ClassVar[str] = "plan.sent"


@dataclass(frozen=True, kw_only=True)
class PlanAsksNext(Happening):
    """Asking the next best after a decline was switched on or off."""

    action: ClassVar[str] = "plan.asks_next"


@dataclass(frozen=True, kw_only=True)
class PlanDiscarded(Happening):
    """A draft was given up; nobody had been asked."""

    action: ClassVar[str] = "plan.discarded"

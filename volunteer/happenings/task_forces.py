"""What happens to task forces, emergencies and call-outs.

Whom it concerns stands in the fields, so that telling thousands costs no query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class TaskForceMade(Happening):
    """A temporary unit stands. `subject_id` is the unit."""

    action: ClassVar[str] = "task_force.made"


@dataclass(frozen=True, kw_only=True)
class TaskForceChanged(Happening):
    """Its purpose or its last day changed."""

    action: ClassVar[str] = "task_force.changed"


@dataclass(frozen=True, kw_only=True)
class MembersDrawn(Happening):
    """Members were drawn into a task force; the details list them by id."""

    action: ClassVar[str] = "task_force.drawn"
    name: str
    account_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MembersLetGo(Happening):
    """Members left a task force, or were let go."""

    action: ClassVar[str] = "task_force.let_go"


@dataclass(frozen=True, kw_only=True)
class TaskForceDissolved(Happening):
    """A task force ended; it stays in history."""

    action: ClassVar[str] = "task_force.dissolved"


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(Happening):
    """Emergency mode holds in a town. The details name the town and the end, and count what was suspended."""

    action: ClassVar[str] = "emergency.opened"


@dataclass(frozen=True, kw_only=True)
class EmergencyExtended(Happening):
    """It lasts longer than was said."""

    action: ClassVar[str] = "emergency.extended"


@dataclass(frozen=True, kw_only=True)
class EmergencyClosed(Happening):
    """It is over; whoever opened it is told that the review waits."""

    action: ClassVar[str] = "emergency.closed"
    town: str
    opener_account_id: int


@dataclass(frozen=True, kw_only=True)
class EmergencyReviewed(Happening):
    """Somebody looked over all that was passed over, and wrote what they think of it."""

    action: ClassVar[str] = "emergency.reviewed"


@dataclass(frozen=True, kw_only=True)
class DemandClocks(Happening):
    """Demands of a town run by another clock: how many, by the unit that answers. `subject_id` is the emergency."""

    town: str
    told: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class DemandsHastened(DemandClocks):
    """What is urgent runs by minutes while the emergency holds."""

    action: ClassVar[str] = "emergency.demands_hastened"


@dataclass(frozen=True, kw_only=True)
class DemandsCalmed(DemandClocks):
    """The emergency is over: working days count again."""

    action: ClassVar[str] = "emergency.demands_calmed"


@dataclass(frozen=True, kw_only=True)
class NeedOpened(Happening):
    """A need was opened at once, without review. `subject_id` is the emergency."""

    action: ClassVar[str] = "emergency.need_opened"


@dataclass(frozen=True, kw_only=True)
class CallOutHappening(Happening):
    """Something about one call-out. `asked` pairs the claim and the account of those it concerns."""

    title: str
    muster_point: str
    asked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalledOut(CallOutHappening):
    """People were asked to come now."""

    action: ClassVar[str] = "call_out.made"


@dataclass(frozen=True, kw_only=True)
class CallOutReminded(CallOutHappening):
    """Those who had not answered were asked once more."""

    action: ClassVar[str] = "call_out.reminded"


@dataclass(frozen=True, kw_only=True)
class CallOutClosed(CallOutHappening):
    """Enough came, or it is over: whoever had not answered, or waited, need not come."""

    action: ClassVar[str] = "call_out.closed"

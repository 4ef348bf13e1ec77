"""What happens to complaints and suggestions. Nothing here tells who wrote one, about whom, or with what words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class ComplaintHappening(Happening):
    """Something about a complaint; `handlers` are the accounts that handle it from here on."""

    number: str
    handlers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComplaintReceived(ComplaintHappening):
    """Somebody sent one. Where nobody may handle it, those who give out roles are told."""

    action: ClassVar[str] = "complaint.received"
    unsigned: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ComplaintOpened(ComplaintHappening):
    """A handler opened the words as they were written, and how to reach who wrote them."""

    action: ClassVar[str] = "complaint.opened"


@dataclass(frozen=True, kw_only=True)
class ComplaintTaken(ComplaintHappening):
    """A handler is at it."""

    action: ClassVar[str] = "complaint.taken"


@dataclass(frozen=True, kw_only=True)
class ComplaintPassedOn(ComplaintHappening):
    """The handler told the unit named, in own words; `step_id` holds them."""

    action: ClassVar[str] = "complaint.passed_on"
    step_id: int
    named_unit_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered(ComplaintHappening):
    """The answer stands under the private link."""

    action: ClassVar[str] = "complaint.answered"


@dataclass(frozen=True, kw_only=True)
class ComplaintDueSoon(ComplaintHappening):
    """The deadline comes near."""

    action: ClassVar[str] = "complaint.due_soon"


@dataclass(frozen=True, kw_only=True)
class ComplaintEscalated(ComplaintHappening):
    """Nobody answered in time: the next tier does."""

    action: ClassVar[str] = "complaint.escalated"


@dataclass(frozen=True, kw_only=True)
class ComplaintOverdue(ComplaintHappening):
    """Nobody answered in time, and nobody stands above."""

    action: ClassVar[str] = "complaint.overdue"


@dataclass(frozen=True, kw_only=True)
class ComplaintHandedOver(ComplaintHappening):
    """The unit that handled it was dissolved: its successor does, or a tier above."""

    action: ClassVar[str] = "complaint.handed_over"


@dataclass(frozen=True, kw_only=True)
class ComplaintAppointed(ComplaintHappening):
    """Nobody could handle it, and now somebody can."""

    action: ClassVar[str] = "complaint.appointed"


@dataclass(frozen=True, kw_only=True)
class ComplaintContested(ComplaintHappening):
    """The answer did not do: the next tier handles it."""

    action: ClassVar[str] = "complaint.contested"
    unsigned: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ComplaintClosed(ComplaintHappening):
    """The answer did, or nothing was said to it."""

    action: ClassVar[str] = "complaint.closed"
    unsigned: ClassVar[bool] = True

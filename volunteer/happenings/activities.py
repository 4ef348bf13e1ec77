"""What happens on the day of service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class AttendanceHappening(Happening):
    """Something that happened to one member's attendance of one session."""

    session_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class CheckedIn(AttendanceHappening):
    """The member arrived."""

    action: ClassVar[str] = "attendance.checked_in"
    project_id: int


@dataclass(frozen=True, kw_only=True)
class CheckedOut(AttendanceHappening):
    """The member left."""

    action: ClassVar[str] = "attendance.checked_out"
    project_id: int


@dataclass(frozen=True, kw_only=True)
class AttendanceCompleted(AttendanceHappening):
    """The minutes of an attendance are known. `ticked`: they rest, wholly or partly, on a leader's word.

    `member_account_id` is told when somebody else entered them; `unit_id` is the squad at the time of service.
    """

    action: ClassVar[str] = "attendance.completed"
    member_account_id: int
    minutes: int
    ticked: bool
    entered_by: int
    service_date: date


@dataclass(frozen=True, kw_only=True)
class WalkUpLeftOut(Happening):
    """Somebody who came along, as a device without network noted, could not be added to the session."""

    action: ClassVar[str] = "session.walk_up_left_out"


@dataclass(frozen=True, kw_only=True)
class GateCodesTaken(Happening):
    """A device fetched what the codes of a session are made of, to show them without network."""

    action: ClassVar[str] = "session.codes_taken"

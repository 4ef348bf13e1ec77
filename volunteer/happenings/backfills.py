"""What happens to backfilled hours on their way to the ledger, and to hours that a member says are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from volunteer.happenings.base import Happening
from volunteer.happenings.ledger import HoursHappening


@dataclass(frozen=True, kw_only=True)
class HoursBackfilled(HoursHappening):
    """A leader entered hours later, with proof. `second_unit_id` above, or the top, has the second person."""

    action: ClassVar[str] = "hours.backfilled"
    day: date
    entered_by: int
    second_unit_id: int
    of_many: int  # how many were entered together
    first: bool  # whether this is the first of them: the second person is told once


@dataclass(frozen=True, kw_only=True)
class HoursPosted(HoursHappening):
    """A second person agreed: the hours are on public notice until the end of a day."""

    action: ClassVar[str] = "hours.posted"
    until: date


@dataclass(frozen=True, kw_only=True)
class HoursObjected(HoursHappening):
    """Somebody objected to what is on notice; the leaders of `decider_unit_id` answer."""

    action: ClassVar[str] = "hours.objected"
    unsigned: ClassVar[bool] = True
    entered_by: int
    agreed_by: int
    decider_unit_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(HoursHappening):
    """The objection was answered: the hours stay on notice (`kept`), or were refused."""

    action: ClassVar[str] = "hours.objection_answered"
    kept: bool
    objectors: tuple[int, ...]
    entered_by: int
    agreed_by: int


@dataclass(frozen=True, kw_only=True)
class MissingHoursHappening(Happening):
    """Something about hours that a member says are missing; `asked_unit_id` answers."""

    member_account_id: int
    asked_unit_id: int


@dataclass(frozen=True, kw_only=True)
class MissingHoursDeclared(MissingHoursHappening):
    """A member said so."""

    action: ClassVar[str] = "missing_hours.declared"


@dataclass(frozen=True, kw_only=True)
class MissingHoursEscalated(MissingHoursHappening):
    """Nobody answered in time: the next tier does."""

    action: ClassVar[str] = "missing_hours.escalated"


@dataclass(frozen=True, kw_only=True)
class MissingHoursRaised(MissingHoursHappening):
    """The member took a refusal to the next tier."""

    action: ClassVar[str] = "missing_hours.raised"


@dataclass(frozen=True, kw_only=True)
class MissingHoursAccepted(MissingHoursHappening):
    """A leader found it to be so; the hours go on public notice."""

    action: ClassVar[str] = "missing_hours.accepted"


@dataclass(frozen=True, kw_only=True)
class MissingHoursRefused(MissingHoursHappening):
    """A leader said no, and why."""

    action: ClassVar[str] = "missing_hours.refused"


@dataclass(frozen=True, kw_only=True)
class MissingHoursWithdrawn(MissingHoursHappening):
    """The member took it back."""

    action: ClassVar[str] = "missing_hours.withdrawn"

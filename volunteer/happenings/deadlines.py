"""What happens to deadlines of demands, and to the holiday table they are reckoned by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from volunteer.happenings.base import Happening
from volunteer.happenings.demands import DemandHappening


@dataclass(frozen=True, kw_only=True)
class DeadlinesTold(Happening):
    """Units are told how many demands reached which level: (unit, level, how many). `subject_id` is the top unit."""

    action: ClassVar[str] = "unit.deadlines_told"
    told: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, kw_only=True)
class ExtensionHappening(DemandHappening):
    """`subject_id` is the demand; `decider_unit_id` the next tier; `asked_by` the account that asked for more time."""

    decider_unit_id: int
    asked_by: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(ExtensionHappening):
    """The responsible unit asks for a later deadline."""

    action: ClassVar[str] = "demand.extension_asked"


@dataclass(frozen=True, kw_only=True)
class ExtensionGranted(ExtensionHappening):
    """The next tier agreed; another clock runs."""

    action: ClassVar[str] = "demand.extension_granted"


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(ExtensionHappening):
    """The deadline stays, with a reason."""

    action: ClassVar[str] = "demand.extension_refused"


@dataclass(frozen=True, kw_only=True)
class ExtensionLapsed(Happening):
    """What was asked is void: the demand has gone another way since. Subject: the demand."""

    action: ClassVar[str] = "demand.extension_lapsed"


@dataclass(frozen=True, kw_only=True)
class HolidaysChanged(Happening):
    """Rows of the holiday table were added, changed or removed. `subject_id` is the year."""

    action: ClassVar[str] = "holidays.changed"
    days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class HolidaysConfirmed(Happening):
    """A year's holidays and make-up days are complete. `subject_id` is the year."""

    action: ClassVar[str] = "holidays.confirmed"


@dataclass(frozen=True, kw_only=True)
class DeadlinesMovedEarlier(Happening):
    """By the holiday table as it stands now, units have less time: (unit, for how many demands). `subject_id` is the
    top unit."""

    action: ClassVar[str] = "unit.deadlines_moved_earlier"
    told: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class HolidaysMissing(Happening):
    """Deadlines reach into a year that nobody has seen to. `subject_id` is the year."""

    action: ClassVar[str] = "holidays.missing"

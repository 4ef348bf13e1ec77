"""What happens to hours. The subject is the proposal: its id is the id of "the hours" for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class HoursHappening(Happening):
    """Something that happened to one member's hours."""

    member_id: int
    member_account_id: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class HoursConfirmed(HoursHappening):
    """The minutes stand in the ledger."""

    action: ClassVar[str] = "hours.confirmed"
    attendance_id: int | None


@dataclass(frozen=True, kw_only=True)
class HoursRefused(HoursHappening):
    """A leader turned pending minutes down with a reason."""

    action: ClassVar[str] = "hours.refused"


@dataclass(frozen=True, kw_only=True)
class HoursCountersigned(HoursHappening):
    """A second pair of eyes saw what was ticked (D19)."""

    action: ClassVar[str] = "hours.countersigned"


@dataclass(frozen=True, kw_only=True)
class HoursAmended(HoursHappening):
    """A leader changed minutes that were still pending."""

    action: ClassVar[str] = "hours.amended"


@dataclass(frozen=True, kw_only=True)
class HoursCorrected(HoursHappening):
    """A reversal and a new credit were appended."""

    action: ClassVar[str] = "hours.corrected"


@dataclass(frozen=True, kw_only=True)
class HoursDisputed(HoursHappening):
    """Somebody disagrees with minutes in the ledger; `confirmed_by` is asked to answer."""

    action: ClassVar[str] = "hours.disputed"
    confirmed_by: int


@dataclass(frozen=True, kw_only=True)
class HoursUpheld(HoursHappening):
    """A dispute was answered without change."""

    action: ClassVar[str] = "hours.upheld"


@dataclass(frozen=True, kw_only=True)
class LedgerBroken(Happening):
    """The proof of the ledger found something wrong; the subject is the run that found it."""

    action: ClassVar[str] = "ledger.broken"
    faults: int


@dataclass(frozen=True, kw_only=True)
class LedgerFindingSettled(Happening):
    """Somebody said what came of a finding."""

    action: ClassVar[str] = "ledger.settled"


@dataclass(frozen=True, kw_only=True)
class CountersignDue(Happening):
    """Ticked hours of a session that nobody countersigned: soon the next tier may confirm them, or it may now.

    The subject is the session; `site_id` is reminded before, the leaders above `unit_id` are told when it is `late`.
    """

    action: ClassVar[str] = "session.countersign_due"
    site_id: int
    title: str
    count: int
    due: date
    late: bool

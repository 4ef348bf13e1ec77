"""Which pending hours deserve a look before they are confirmed, and why. Pure decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from volunteer.ledger.rules import DayLimits


class Anomaly(StrEnum):
    """What stands out, gravest first."""

    OWN = "own"  # somebody else has to confirm them
    STILL_IN = "still_in"  # checked in again after checking out
    TWO_PLACES = "two_places"  # two services at the same time, at different sites
    OVERLAP = "overlap"  # two services at the same time
    TOO_LONG = "too_long"  # more minutes than the session lasted
    LONG_DAY = "long_day"  # a day beyond what the unit's leader confirms
    LATE_ENTRIES = "late_entries"  # devices sent more after a leader had set the minutes
    CLOCK_OFF = "clock_off"  # from a device whose clock was wrong
    COUNTERSIGN_LATE = "countersign_late"  # nobody vouched in time: the next tier looks and confirms
    TICKED = "ticked"  # a leader's word that nobody vouched for yet
    SHORT = "short"  # less than half of the session
    NO_SESSION = "no_session"


@dataclass(frozen=True)
class Pending:
    """What is known of pending hours before anything is locked."""

    id: int
    member_id: int
    own: bool
    session_id: int | None
    starts: datetime | None
    ends: datetime | None
    service_date: date
    minutes: int
    unvouched: bool
    still_in: bool
    booked: int  # minutes of that day in the ledger already
    overlaps_booked: bool  # another service, confirmed already, at the same time
    elsewhere_booked: bool  # that one at another site
    place_id: int | None
    late_entries: bool
    clock_off: bool
    countersign_late: bool
    limits: DayLimits

    @property
    def session_minutes(self) -> float | None:
        """How long the session lasted."""
        return (self.ends - self.starts).total_seconds() / 60 if self.starts and self.ends else None


def anomalies(rows: Sequence[Pending]) -> dict[int, tuple[Anomaly, ...]]:
    """By id, what stands out about each; those of one member are looked at together."""
    of_member: defaultdict[int, list[Pending]] = defaultdict(list)
    for row in rows:
        of_member[row.member_id].append(row)
    return {row.id: tuple(_found(row, of_member[row.member_id])) for row in rows}


def day_minutes(row: Pending, same_member: Iterable[Pending]) -> int:
    """What the member's day holds if all that waits is confirmed."""
    return row.booked + sum(other.minutes for other in same_member if other.service_date == row.service_date)


def _found(row: Pending, same_member: Sequence[Pending]) -> list[Anomaly]:
    lasted = row.session_minutes
    meeting = [other for other in same_member if _meet(row, other)]
    elsewhere = row.elsewhere_booked or any(other.place_id != row.place_id for other in meeting)
    checks = {
        Anomaly.OWN: row.own,
        Anomaly.STILL_IN: row.still_in,
        Anomaly.TWO_PLACES: elsewhere,
        Anomaly.OVERLAP: not elsewhere and (row.overlaps_booked or bool(meeting)),
        Anomaly.TOO_LONG: lasted is not None and row.minutes > lasted,
        Anomaly.LONG_DAY: day_minutes(row, same_member) > row.limits.own,
        Anomaly.LATE_ENTRIES: row.late_entries,
        Anomaly.CLOCK_OFF: row.clock_off,
        Anomaly.COUNTERSIGN_LATE: row.unvouched and row.countersign_late,
        Anomaly.TICKED: row.unvouched and not row.countersign_late,
        Anomaly.SHORT: lasted is not None and row.minutes * 2 < lasted,
        Anomaly.NO_SESSION: row.session_id is None,
    }
    return [anomaly for anomaly, hit in checks.items() if hit]


def _meet(one: Pending, other: Pending) -> bool:
    if one.id == other.id or one.starts is None or one.ends is None or other.starts is None or other.ends is None:
        return False
    return one.starts < other.ends and other.starts < one.ends

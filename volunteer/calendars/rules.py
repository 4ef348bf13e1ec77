"""What a calendar is told of a service, and how firm it is. Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from volunteer.claims.states import TAKES_PLACE, ClaimStatus
from volunteer.projects.states import SessionStatus

HELD = TAKES_PLACE
ENDED = frozenset({ClaimStatus.RELEASED, ClaimStatus.DECLINED, ClaimStatus.LAPSED, ClaimStatus.REFUSED})
FIRM = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED})


class Standing(StrEnum):
    """How a calendar shows an event (RFC 5545, STATUS)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """A service as its helper's calendar knows it: what anybody may read of it, and how one's own claim stands.

    `version` counts every change of claim, session and project, so that it never falls.
    """

    claim_id: int
    position_id: int
    claim_status: str
    respond_by: datetime | None
    changed_at: datetime
    version: int
    session_status: str
    title: str
    position: str
    bring_note: str | None
    starts: datetime
    ends: datetime
    place: str
    lon: float
    lat: float


def ran_out(entry: Entry, now: datetime) -> bool:
    """An offer that was not answered in time is none any more, whatever the row still says."""
    return entry.respond_by is not None and entry.respond_by <= now


def standing(entry: Entry, now: datetime) -> Standing:
    """Firm once confirmed; not yet while somebody still has to answer; off when either side let go."""
    gone = entry.claim_status in ENDED or entry.session_status != SessionStatus.PLANNED
    if gone or ran_out(entry, now):
        return Standing.CANCELLED
    return Standing.CONFIRMED if entry.claim_status in FIRM else Standing.TENTATIVE


def revision(entry: Entry, now: datetime) -> int:
    """Grows with whatever changes: calendars take the highest. The step that ends an offer is counted beforehand."""
    return entry.version + ran_out(entry, now)

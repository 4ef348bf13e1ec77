"""The clock of a device that was offline, compared with ours when it is back. Pure.

How far the clock is ahead is seen from what it says when it sends; its entries are put back by as much. Where that is
more than a slow network explains, it is noticed; where it is a day or more, nobody can say what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from volunteer.kernel.errors import Refused

NOTICED = timedelta(seconds=120)
PLAUSIBLE = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """When something happened: by our clock, and `off_s`, how far ahead the device's clock was, where that matters."""

    at: datetime
    off_s: int | None


def ahead_by(sent_at: datetime, now: datetime) -> timedelta:
    """How far a device's clock is ahead as it sends, to the second."""
    return timedelta(seconds=round((sent_at - now).total_seconds()))


def by_our_clock(said_at: datetime, sent_at: datetime, now: datetime, known_ahead_s: int | None = None) -> Told:
    """The instant that a device means. Refused("clock_wrong") where that cannot be told.

    `known_ahead_s` is how far ahead the device took its clock to be when it made the entry. A clock that was set in
    between gives itself away by it: the entry is not trusted silently, whichever of the two was right.
    """
    ahead = ahead_by(sent_at, now)
    known = ahead if known_ahead_s is None else timedelta(seconds=known_ahead_s)
    off = max(ahead, known, key=abs)
    at = said_at - ahead
    if abs(off) >= PLAUSIBLE or at > now + NOTICED:
        raise Refused("clock_wrong")
    return Told(min(at, now), int(off.total_seconds()) if abs(off) > NOTICED or abs(ahead - known) > NOTICED else None)

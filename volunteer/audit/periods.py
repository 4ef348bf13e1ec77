"""Looking for words three months at a time: which days were looked at, and which would be next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from volunteer.audit.queries import OF_LATE, Wanted

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Looked:
    """The days that were looked at, both included (`until` None: today), and those before, if anything is kept."""

    since: date
    until: date | None
    earlier: tuple[date, date] | None


def looked(wanted: Wanted, today: date, oldest: date | None) -> Looked | None:
    """For a search for words from some day on; `oldest` is the day of the first event of all."""
    if wanted.q is None or wanted.day is not None:
        return None
    since = today - OF_LATE if wanted.of_late_only else wanted.since
    if since is None:
        return None
    before = (since - OF_LATE, since - A_DAY)
    return Looked(since, wanted.until, before if oldest is not None and oldest <= before[1] else None)

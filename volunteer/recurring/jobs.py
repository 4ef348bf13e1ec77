"""Every night the next dates of all series are handed in."""

from __future__ import annotations

from volunteer.kernel.clock import local
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.recurring.handing_in import hand_in_ahead
from volunteer.recurring.queries import due

IN_ONE_PART = 50


def hand_in_due(work: Work) -> int:
    """Look at the series that are due; how many those were. A second run on the same day finds none."""
    found = due(local(work.now).date(), IN_ONE_PART)
    for series in found:
        hand_in_ahead(work, series)
    return len(found)


HAND_IN = Job("recurring.hand_in", hand_in_due, "cron", {"hour": 1, "minute": 40}, in_parts=True)

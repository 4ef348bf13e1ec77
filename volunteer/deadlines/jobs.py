"""Regular work on deadlines."""

from __future__ import annotations

from volunteer.deadlines.extensions import lapse_gone
from volunteer.deadlines.reckoning import reckon
from volunteer.deadlines.sweep import BATCH, raise_alerts
from volunteer.deadlines.telling import tell_alerts
from volunteer.deadlines.years import say_what_is_missing
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work


def sweep(work: Work, batch: int = BATCH) -> int:
    """A batch of what reached a level; with the last one all of it is told in one go."""
    raised = raise_alerts(work.now, batch)
    return raised if raised == batch else raised + tell_alerts(work)


def see_to_years(work: Work) -> int:
    """Years that nobody has seen to; and clocks that began while somebody was changing the holiday table."""
    return reckon(work) + say_what_is_missing(work)


JOBS = (
    Job("deadlines.sweep", sweep, "interval", {"minutes": 1}, in_parts=True),
    Job("deadlines.lapse_extensions", lapse_gone, "interval", {"minutes": 10}, in_parts=True),
    Job("deadlines.see_to_years", see_to_years, "cron", {"hour": 5, "minute": 40}),
)

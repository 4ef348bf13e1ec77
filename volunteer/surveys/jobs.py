"""Regular work on surveys: those whose day is over close, the others remind before theirs."""

from __future__ import annotations

from volunteer.kernel.jobs import Job
from volunteer.surveys.service import close_overdue, remind_due

JOBS = (
    Job("surveys.close_overdue", close_overdue, "cron", {"hour": 0, "minute": 15}),
    Job("surveys.remind_due", remind_due, "cron", {"hour": 9, "minute": 5}),
)

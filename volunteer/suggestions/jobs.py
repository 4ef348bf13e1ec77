"""Regular work on suggestions."""

from __future__ import annotations

from volunteer.kernel.jobs import Job
from volunteer.suggestions.lists import refresh
from volunteer.suggestions.refusing import forget_what_is_over

REFRESH_LISTS = Job("suggestions.refresh_lists", refresh, "cron", {"hour": 2, "minute": 30})
FORGET_OVER = Job("suggestions.forget_what_is_over", forget_what_is_over, "cron", {"hour": 2, "minute": 50})

JOBS = (REFRESH_LISTS, FORGET_OVER)

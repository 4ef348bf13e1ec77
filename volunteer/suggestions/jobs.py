"""Regular work on suggestions."""

from __future__ import annotations

from volunteer.kernel.jobs import Job
from volunteer.suggestions.lists import refresh

REFRESH_LISTS = Job("suggestions.refresh_lists", refresh, "cron", {"hour": 2, "minute": 30})

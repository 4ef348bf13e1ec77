"""Regular work on reports of missing help."""

from __future__ import annotations

from volunteer.gaps.counting import count_all
from volunteer.kernel.jobs import Job

COUNT = Job("gaps.count", count_all, "cron", {"minute": "5,35"})

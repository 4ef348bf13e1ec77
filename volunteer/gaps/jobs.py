"""Regular work on reports of missing help."""

from __future__ import annotations

from volunteer.gaps.counting import count_old
from volunteer.kernel.jobs import Job

COUNT = Job("gaps.count", count_old, "interval", {"minutes": 1})

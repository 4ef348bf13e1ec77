"""Regular work on months."""

from __future__ import annotations

from volunteer.kernel.jobs import Job
from volunteer.months.freezing import freeze_due

# Looked at often, so that a cut-off which passed while nothing ran is made up for soon.
FREEZE = Job("months.freeze", freeze_due, "cron", {"minute": "0,30"})

"""Jobs of the clock process: one advisory transaction lock each, so two schedulers never do one twice (D33)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, transaction


@dataclass(frozen=True)
class Job:
    """A named piece of regular work: `run(work)` returns how many things it changed. `trigger` is APScheduler's.

    One that is `in_parts` does a part in each transaction, and is run again at once as long as something changed.
    """

    name: str
    run: Callable[[Work], int]
    trigger: str
    schedule: dict[str, Any]
    in_parts: bool = False


def perform_whole(job: Job) -> int:
    """Do the job now, part after part; how many things it changed."""
    changed = 0
    while part := perform(job):
        changed += part
        if not job.in_parts:
            break
    return changed


def perform(job: Job) -> int | None:
    """Do the job, or one part of it, now; None when another process is at it."""
    with transaction(None) as work:
        taken = db.session.scalar(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": zlib.crc32(job.name.encode())}
        )
        if not taken:
            return None
        return job.run(work)

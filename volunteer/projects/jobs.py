"""Regular work on projects."""

from __future__ import annotations

from datetime import timedelta

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.projects import queries
from volunteer.projects.rules import MACHINE
from volunteer.projects.service import close

GRACE = timedelta(days=1)  # for the leader to close it before the clock does
BATCH = 200


def finish_ended(work: Work) -> int:
    """Finish the published projects whose last session ended a day ago."""
    ended = db.session.scalars(queries.ended_before(work.now - GRACE).limit(BATCH)).all()
    for project in ended:
        MACHINE.move(project, "finish")
        close(work, project)
    return len(ended)


FINISH_ENDED = Job("projects.finish_ended", finish_ended, "interval", {"minutes": 10})

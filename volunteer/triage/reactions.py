"""What triage does when demands come in."""

from __future__ import annotations

from volunteer.demands.models import Demand
from volunteer.happenings.demands import DemandSubmitted
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.triage.twins import keep


def look_for_twins(happening: DemandSubmitted, work: Work) -> None:
    """What it resembles is found once, when it comes in, and not each time that a queue is looked at."""
    keep(db.session.get_one(Demand, happening.subject_id))

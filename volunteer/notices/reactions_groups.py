"""What the group chat of a unit is told by its robot."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.models import Demand
from volunteer.happenings.demands import DemandForwarded, DemandSubmitted
from volunteer.happenings.projects import ProjectPublished
from volunteer.happenings.task_forces import CalledOut
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.robots import to_group
from volunteer.projects.models import Project


def demand_came(happening: DemandSubmitted | DemandForwarded, work: Work) -> Iterable[Row]:
    """The unit that is to answer has another demand."""
    title = db.session.get_one(Demand, happening.subject_id).title
    key = f"demand:{happening.subject_id}:{work.now.isoformat()}"
    return to_group(work, happening.unit_id, "demand.submitted", f"/demands/{happening.subject_id}", key, title=title)


def project_published(happening: ProjectPublished, work: Work) -> Iterable[Row]:
    """Places can be claimed."""
    title = db.session.get_one(Project, happening.subject_id).title
    key = f"project:{happening.subject_id}:{work.now.isoformat()}"
    return to_group(work, happening.unit_id, "project.published", f"/projects/{happening.subject_id}", key, title=title)


def called_out(happening: CalledOut, work: Work) -> Iterable[Row]:
    """People are wanted now: whoever reads the group looks into the app."""
    words = {"title": happening.title, "muster_point": happening.muster_point}
    return to_group(work, happening.unit_id, happening.action, "/home", f"call_out:{happening.subject_id}", **words)

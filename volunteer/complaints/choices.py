"""Units and public projects by a part of their name, for whoever does not come from their page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from volunteer.complaints.states import About
from volunteer.kernel.database import db
from volunteer.organization.models import Place, Unit, UnitStatus
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus

MOST = 8


@dataclass(frozen=True)
class Found:
    """Something to complain about."""

    about: About
    row_id: int
    label: str
    where: str = ""


def found(q: str) -> tuple[list[Found], bool]:
    """Units first, then published projects, a few of each; and whether there are more."""
    units = (
        select(Unit.id, Unit.name)
        .where(Unit.status == UnitStatus.ACTIVE, Unit.name.contains(q, autoescape=True))
        .order_by(Unit.id)
        .limit(MOST + 1)
    )
    projects = (
        select(Project.id, Project.title, Place.name, Unit.short_name)
        .join(Project.site)
        .join(Project.unit)
        .where(Project.status.in_((ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)))
        .where(Project.title.contains(q, autoescape=True))
        .order_by(Project.id.desc())
        .limit(MOST + 1)
    )
    of_units = [Found(About.UNIT, row_id, name) for row_id, name in db.session.execute(units)]
    of_projects = [
        Found(About.PROJECT, row_id, title, f"{site} · {unit}")
        for row_id, title, site, unit in db.session.execute(projects)
    ]
    return [*of_units[:MOST], *of_projects[:MOST]], max(len(of_units), len(of_projects)) > MOST

"""What a project needs before it can be published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import PlaceKind
from volunteer.projects.checklist import lines_for, wanting
from volunteer.projects.models import Project
from volunteer.projects.queries import demand_ids_of
from volunteer.projects.rules import all_of, checklist
from volunteer.projects.sources import demand_categories
from volunteer.taxonomy.models import Category

LASTING = frozenset({"summary", "contact", "risk_note", "min_helpers"})  # what must not go missing once published


def needed(now: datetime, project: Project) -> dict[str, bool]:
    """What the project needs before it can be published, by code, and whether it is there."""
    exact = project.site.kind in (PlaceKind.SITE, PlaceKind.GRID)
    return checklist(project, _safeguards(project), exact, now)


def missing(now: datetime, project: Project) -> list[str]:
    """What of it is not there, as codes; `checklist` stands for what the organizer must still see to."""
    facts = needed(now, project)
    lacking = [code for code, met in facts.items() if not met]
    return [*lacking, "checklist"] if wanting(lines_for(project, facts)) else lacking


def check_complete(work: Work, project: Project) -> None:
    """Refused, naming what is missing."""
    _refuse(missing(work.now, project))


def check_still_complete(work: Work, project: Project) -> None:
    """The same for a published project that was changed: what those who signed up rely on is still there."""
    _refuse([code for code, met in needed(work.now, project).items() if not met and code in LASTING])


def _safeguards(project: Project) -> Mapping[str, Any]:
    """What its category asks for; that of each demand as well, where it answers several of different kinds."""
    answered = db.session.scalars(demand_ids_of(project.id)).all()
    kinds = {project.category, *(demand_categories(answered) if len(answered) > 1 else ())}
    return all_of(db.session.scalars(select(Category.safeguards).where(Category.code.in_(kinds))))


def _refuse(lacking: list[str]) -> None:
    if lacking:
        raise Refused("incomplete", missing=lacking)

"""What the desk's lists of projects ask beyond `queries`: an order by the next session, the towns to choose from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from volunteer.kernel.database import db
from volunteer.organization.models import Place, PlaceKind
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import SessionStatus


def next_start(now: datetime) -> ColumnElement[datetime]:
    """When the next session of a project starts, or the one under way began; NULL when nothing of it lies ahead."""
    return (
        select(func.min(ServiceSession.starts))
        .where(
            ServiceSession.project_id == Project.id,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends > now,
        )
        .correlate(Project)
        .scalar_subquery()
    )


def towns() -> list[tuple[str, str]]:
    """(code, name) of all towns."""
    statement = select(Place.code, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    return [(code, name) for code, name in db.session.execute(statement)]

"""The coming positions of a project that lack people."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import Position, Project, ServiceSession


def short_positions(project: Project) -> list[Position]:
    """Those with free places, earliest first."""
    statement = (
        select(Position)
        .join(Position.session)
        .where(
            Position.project_id == project.id,
            ServiceSession.starts > clock.now(),
            Position.taken + Position.reserved < Position.headcount,
        )
        .options(joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site, innerjoin=True))
        .order_by(ServiceSession.starts, Position.line)
    )
    return list(db.session.scalars(statement))


def is_of(project: Project, position_id: int) -> bool:
    """Whether a position belongs to the project, though it lacks nobody any more."""
    statement = select(Position.id).where(Position.project_id == project.id)
    return position_id in db.session.scalars(statement).all()

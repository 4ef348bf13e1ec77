"""What projects tell about a unit: how many are under way, and which skills their coming sessions lack."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Unit
from volunteer.organization.queries import counted_below
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

AHEAD = timedelta(days=28)


def published_projects(unit_ids: Collection[int]) -> dict[int, int]:
    """By unit: the published projects of it and below."""
    return counted_below(unit_ids, Project, Project.unit_id, Project.status == ProjectStatus.PUBLISHED)


def open_places(unit: Unit) -> dict[str, int]:
    """By skill: the free places of the coming four weeks in projects of the unit and below."""
    now = clock.now()
    free = Position.headcount - Position.taken - Position.reserved
    statement = (
        select(Position.skill, func.sum(free))
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            Project.status == ProjectStatus.PUBLISHED,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.starts > now,
            ServiceSession.starts <= now + AHEAD,
            Position.skill.is_not(None),
            free > 0,
        )
        .group_by(Position.skill)
    )
    return {skill: int(count) for skill, count in db.session.execute(statement) if skill is not None}

"""What the demands room asks about the services that answer its demands, through the seam that wiring fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from volunteer.kernel.database import db
from volunteer.projects.models import Position, Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus


@dataclass(frozen=True)
class SessionAhead:
    """A session that is not over, and how its places fill."""

    session_id: int
    starts: datetime
    taken: int
    headcount: int


def sessions_ahead(demand_ids: Sequence[int], now: datetime) -> dict[int, SessionAhead]:
    """The next session of the published projects that answer each demand."""
    statement = (
        select(
            ProjectDemand.demand_id,
            ServiceSession.id,
            ServiceSession.starts,
            func.sum(Position.taken + Position.reserved),
            func.sum(Position.headcount),
        )
        .ext(distinct_on(ProjectDemand.demand_id))
        .join(Project, Project.id == ProjectDemand.project_id)
        .join(ServiceSession, ServiceSession.project_id == Project.id)
        .join(Position, Position.session_id == ServiceSession.id)
        .where(
            ProjectDemand.demand_id.in_(demand_ids),
            Project.status == ProjectStatus.PUBLISHED,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.ends > now,
        )
        .group_by(ProjectDemand.demand_id, ServiceSession.id, ServiceSession.starts)
        .order_by(ProjectDemand.demand_id, ServiceSession.starts, ServiceSession.id)
    )
    rows = db.session.execute(statement)
    return {demand_id: SessionAhead(session, starts, taken, all_) for demand_id, session, starts, taken, all_ in rows}

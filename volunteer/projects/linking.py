"""Which session was made for which demand (project_demand.session_id): known once, then it moves with both."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.sources import demand_hours
from volunteer.projects.states import SessionStatus


def link_sessions(project: Project) -> None:
    """Note for each demand without a session the one held at its time and site; one that has a session keeps it."""
    unlinked = ProjectDemand.project_id == project.id, ProjectDemand.session_id.is_(None)
    rows = db.session.scalars(select(ProjectDemand).where(*unlinked).execution_options(populate_existing=True)).all()
    if not rows:
        return
    hours = demand_hours([row.demand_id for row in rows])
    held = {(s.starts, s.ends, s.site_id): s.id for s in reversed(project.sessions) if is_held(s)}
    for row in rows:
        wanted = hours.get(row.demand_id)
        row.session_id = held.get(wanted) if wanted is not None else None
    db.session.flush()


def own_session(project: Project, demand_id: int) -> ServiceSession | None:
    """The session made for this demand and for no other of the project, unless it was called off."""
    of_project = select(ProjectDemand.demand_id, ProjectDemand.session_id).where(ProjectDemand.project_id == project.id)
    linked = {demand: session for demand, session in db.session.execute(of_project)}
    session_id = linked.pop(demand_id, None)
    if session_id is None or session_id in linked.values():
        return None
    return next((session for session in project.sessions if session.id == session_id and is_held(session)), None)


def is_held(session: ServiceSession) -> bool:
    """Whether it takes place, as far as anybody knows."""
    return session.status != SessionStatus.CANCELLED

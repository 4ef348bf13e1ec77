"""One of several demands leaves a project: what was there for it alone goes, the rest goes on."""

from __future__ import annotations

from sqlalchemy import delete, select

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.projects import planning
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.session_service import call_off
from volunteer.projects.sources import demand_hours
from volunteer.projects.states import SessionStatus


def leave(work: Work, project: Project, demand_id: int, reason: str | None) -> None:
    """The project answers this demand no longer.

    Its session ahead goes when no other demand of the project wants that time and site: out of a draft; called off, and
    everybody on it told, once it was published. One that others share stays as it is, and so does the only one left.
    """
    own = ProjectDemand.project_id == project.id
    answered = db.session.scalars(select(ProjectDemand.demand_id).where(own)).all()
    hours = dict(demand_hours(answered))
    leaving = hours.pop(demand_id, None)
    db.session.execute(delete(ProjectDemand).where(own, ProjectDemand.demand_id == demand_id))
    if leaving is None or leaving in hours.values():
        return
    held = [session for session in project.sessions if session.status != SessionStatus.CANCELLED]
    going = [session for session in held if _key(session) == leaving and session.starts > work.now]
    if len(going) == len(held):
        return
    if project.published_at is None:
        planning.drop_sessions(going)
        db.session.flush()
        db.session.expire(project, ["sessions", "positions"])
        return
    for session in going:
        call_off(work, session, reason)


def _key(session: ServiceSession) -> tuple[object, ...]:
    return session.starts, session.ends, session.site_id

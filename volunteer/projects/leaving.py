"""One of several demands leaves a project: what was made for it alone goes, the rest goes on."""

from __future__ import annotations

from sqlalchemy import delete

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.projects import planning
from volunteer.projects.linking import is_held, own_session
from volunteer.projects.models import Project, ProjectDemand
from volunteer.projects.session_service import call_off


def leave(work: Work, project: Project, demand_id: int, reason: str | None) -> None:
    """The project answers this demand no longer.

    The session made for it goes when it is still ahead and was made for no other demand, wherever and whenever it is
    by now: out of a draft; called off, and everybody on it told, once it was published. The only one left stays.
    """
    session = own_session(project, demand_id)
    own = ProjectDemand.project_id == project.id, ProjectDemand.demand_id == demand_id
    db.session.execute(delete(ProjectDemand).where(*own))
    if session is None or session.starts <= work.now or sum(map(is_held, project.sessions)) == 1:
        return
    if project.published_at is not None:
        call_off(work, session, reason)
        return
    planning.drop_sessions([session])
    db.session.flush()
    db.session.expire(project, ["sessions", "positions"])

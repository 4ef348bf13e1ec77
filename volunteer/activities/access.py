"""Who runs a session: its host, and whoever holds SESSION_RUN over the organizing unit or the site."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus
from volunteer.web.api import LARGEST_ID


def session_known(session_id: int) -> ServiceSession:
    """A session with its project, unit and site, or NotVisible."""
    statement = (
        select(ServiceSession)
        .where(ServiceSession.id == session_id)
        .options(
            joinedload(ServiceSession.site), joinedload(ServiceSession.project).joinedload(Project.unit, innerjoin=True)
        )
    )
    session = db.session.scalar(statement) if session_id <= LARGEST_ID else None
    if session is None:
        raise NotVisible
    return session


def may_run(actor: Actor, session: ServiceSession) -> bool:
    """Whether the actor may show the code, tick people off and close what is missing."""
    if actor.account_id is not None and actor.account_id == session.host_id:
        return True
    return actor.reach(Permission.SESSION_RUN).covers(session.project.unit.path, session.site.path)


def session_to_run(actor: Actor, session_id: int) -> ServiceSession:
    """A session the actor may run; Forbidden when it is public, NotVisible when it is not."""
    session = session_known(session_id)
    if may_run(actor, session):
        return session
    if session.project.status in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW):
        raise NotVisible
    raise Forbidden

"""Candidates beside a gap: the leader sees who suits a position and asks them."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.suggestions import service
from volunteer.suggestions.words import chips_of_candidate
from volunteer.web.guard import needs

bp = Blueprint("suggestions", __name__)


@bp.get("/projects/<int:project_id>/candidates")
@needs(Permission.CLAIM_MANAGE)
def candidates(project_id: int) -> str:
    """The coming positions of a project that lack people, one of them with its candidates."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    gaps = _gaps(project)
    wanted = request.args.get("position", type=int)
    chosen = next((gap for gap in gaps if gap.id == wanted), None)
    if wanted is not None and chosen is None and not _is_of(project, wanted):
        raise NotVisible
    if wanted is None and gaps:
        chosen = gaps[0]
    found = service.candidates_for(actor, chosen.id) if chosen else None
    return render_template(
        "pages/suggestions/candidates.html",
        project=project,
        gaps=gaps,
        chosen=chosen,
        candidates=[(one, chips_of_candidate(one)) for one in found.items] if found else [],
    )


def _gaps(project: Project) -> list[Position]:
    """Coming positions with free places, earliest first."""
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


def _is_of(project: Project, position_id: int) -> bool:
    """Whether a position belongs to the project, though it lacks nobody any more."""
    statement = select(Position.id).where(Position.project_id == project.id)
    return position_id in db.session.scalars(statement).all()

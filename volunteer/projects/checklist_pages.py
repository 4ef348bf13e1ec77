"""The buttons of the list on a project's page."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects import checklist_service
from volunteer.web.guard import needs

bp = Blueprint("project_checklists", __name__)


@bp.post("/projects/<int:project_id>/checklist/<int:item_id>/tick")
@needs(Permission.PROJECT_EDIT)
def tick(project_id: int, item_id: int) -> Response:
    """It is seen to."""
    return _back(checklist_service.tick(current_actor(), project_id, item_id).id)


@bp.post("/projects/<int:project_id>/checklist/<int:item_id>/untick")
@needs(Permission.PROJECT_EDIT)
def untick(project_id: int, item_id: int) -> Response:
    """It is not, after all."""
    return _back(checklist_service.untick(current_actor(), project_id, item_id).id)


def _back(project_id: int) -> Response:
    return redirect(url_for("projects.detail", project_id=project_id, _anchor="checklist"), 303)

"""JSON API of the list of one project."""

from __future__ import annotations

from collections.abc import Sequence

import marshmallow as ma

from volunteer.checklists.schemas import ChecklistItemOut
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require
from volunteer.projects import checklist_service, queries
from volunteer.projects.checklist import Line, lines_for
from volunteer.projects.models import Project
from volunteer.projects.publishing import needed
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("project checklists", __name__, "What was made sure of before a project is published")


class ChecklistLineOut(ma.Schema):
    """An item as it stands. `found`: the platform sees it by itself; `by` and `at`: who ticked it, and when."""

    item = ma.fields.Nested(ChecklistItemOut)
    found = ma.fields.Boolean()
    by = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime(allow_none=True)
    done = ma.fields.Boolean()


@blp.route("/projects/<int:project_id>/checklist", methods=["GET"])
@needs(Permission.PROJECT_READ)
@blp.response(200, ChecklistLineOut(many=True))
@documented(blp, 401, 403, 404)
def get_checklist(project_id: int) -> Sequence[Line]:
    """The list as it stands for a project."""
    project = queries.one_project(current_actor(), project_id)
    require(current_actor(), Permission.PROJECT_READ, project.unit.path, project.site.path)
    return _lines(project)


@blp.route("/projects/<int:project_id>/checklist/<int:item_id>/tick", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.response(200, ChecklistLineOut(many=True))
@documented(blp, 401, 403, 404, 409)
def tick(project_id: int, item_id: int) -> Sequence[Line]:
    """Say that an item is seen to."""
    return _lines(checklist_service.tick(current_actor(), project_id, item_id))


@blp.route("/projects/<int:project_id>/checklist/<int:item_id>/untick", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.response(200, ChecklistLineOut(many=True))
@documented(blp, 401, 403, 404, 409)
def untick(project_id: int, item_id: int) -> Sequence[Line]:
    """Take it back."""
    return _lines(checklist_service.untick(current_actor(), project_id, item_id))


def _lines(project: Project) -> Sequence[Line]:
    return lines_for(project, needed(clock.now(), project))

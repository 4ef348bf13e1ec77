"""JSON API of projects and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.projects import queries, service, session_service
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.schemas import (
    CallOffIn,
    HeadcountsIn,
    ProjectFiltersIn,
    ProjectIn,
    ProjectOut,
    ProjectPatch,
    ProjectReturnIn,
    SessionOut,
    SessionPatch,
    by_line,
    content_from,
    project_json,
    session_json,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("projects", __name__, "Projects, their sessions and positions")


@blp.route("/projects", methods=["GET"])
@signed_in
@blp.arguments(ProjectFiltersIn, location="query")
@blp.response(200, ProjectOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_projects(filters: dict[str, Any]) -> Listing:
    """Published projects, and drafts within reach; latest first."""
    actor = current_actor()
    seen = visible(Project, actor, Permission.PROJECT_READ)
    chosen = queries.project_list(seen, actor, queries.ProjectFilters(**filters))
    return Listing(queries.with_parts(chosen), _project_list)


@blp.route("/projects", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(ProjectIn)
@blp.response(201, ProjectOut)
@documented(blp, 401, 403, 404, 409)
def make_project(data: dict[str, Any]) -> dict[str, Any]:
    """A draft from nothing, or from accepted demands."""
    project = service.make(current_actor(), content_from(data), data.get("unit_id"), data.get("demand_ids", ()))
    return _project(project)


@blp.route("/projects/<int:project_id>", methods=["GET"])
@signed_in
@blp.response(200, ProjectOut)
@documented(blp, 401, 404)
def get_project(project_id: int) -> dict[str, Any]:
    """One project."""
    return _project(queries.one_project(current_actor(), project_id))


@blp.route("/projects/<int:project_id>", methods=["PATCH"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(ProjectPatch)
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409)
def edit_project(data: dict[str, Any], project_id: int) -> dict[str, Any]:
    """Change words, rows or sessions."""
    return _project(service.edit(current_actor(), project_id, data["version"], content_from(data)))


@blp.route("/projects/<int:project_id>/submit", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409, 422)
def submit_project(project_id: int) -> dict[str, Any]:
    """Hand a complete draft to whoever approves."""
    return _project(service.submit(current_actor(), project_id))


@blp.route("/projects/<int:project_id>/approve", methods=["POST"])
@needs(Permission.PROJECT_APPROVE)
@idempotent
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409, 422)
def approve_project(project_id: int) -> dict[str, Any]:
    """Open a reviewed project to claims."""
    return _project(service.approve(current_actor(), project_id))


@blp.route("/projects/<int:project_id>/return", methods=["POST"])
@needs(Permission.PROJECT_APPROVE)
@idempotent
@blp.arguments(ProjectReturnIn)
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409)
def return_project(data: dict[str, str], project_id: int) -> dict[str, Any]:
    """Send a project under review back to its maker."""
    return _project(service.send_back(current_actor(), project_id, data["reason"]))


@blp.route("/projects/<int:project_id>/publish", methods=["POST"])
@needs(Permission.PROJECT_APPROVE)
@idempotent
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409, 422)
def publish_project(project_id: int) -> dict[str, Any]:
    """Open a draft to claims directly; 409 `incomplete` lists what is missing."""
    return _project(service.publish(current_actor(), project_id))


@blp.route("/projects/<int:project_id>/unpublish", methods=["POST"])
@needs(Permission.PROJECT_APPROVE)
@idempotent
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409, 422)
def unpublish_project(project_id: int) -> dict[str, Any]:
    """Take back a project that nobody has signed up for."""
    return _project(service.unpublish(current_actor(), project_id))


@blp.route("/projects/<int:project_id>/cancel", methods=["POST"])
@needs(Permission.PROJECT_APPROVE)
@idempotent
@blp.arguments(CallOffIn)
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409)
def cancel_project(data: dict[str, str], project_id: int) -> dict[str, Any]:
    """Call a project off; everybody on it is told."""
    return _project(service.cancel(current_actor(), project_id, data.get("reason")))


@blp.route("/projects/<int:project_id>/finish", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.response(200, ProjectOut)
@documented(blp, 401, 403, 404, 409, 422)
def finish_project(project_id: int) -> dict[str, Any]:
    """Close a project whose sessions are all over."""
    return _project(service.finish(current_actor(), project_id))


@blp.route("/sessions/<int:session_id>", methods=["GET"])
@signed_in
@blp.response(200, SessionOut)
@documented(blp, 401, 404)
def get_session(session_id: int) -> dict[str, Any]:
    """One session with its positions."""
    return _session(queries.one_session(current_actor(), session_id))


@blp.route("/sessions/<int:session_id>", methods=["PATCH"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(SessionPatch)
@blp.response(200, SessionOut)
@documented(blp, 401, 403, 404, 409)
def move_session(data: dict[str, Any], session_id: int) -> dict[str, Any]:
    """A new time or public place, of which those on the session are asked again; or a break, of which they are not."""
    return _session(session_service.move(current_actor(), session_id, **data))


@blp.route("/sessions/<int:session_id>/headcounts", methods=["PUT"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(HeadcountsIn)
@blp.response(200, SessionOut)
@documented(blp, 401, 403, 404, 409)
def set_headcounts(data: dict[str, Any], session_id: int) -> dict[str, Any]:
    """More or fewer people in one session, or a position that it did not have; nobody is asked again."""
    heads = by_line(data["headcounts"])
    return _session(session_service.set_heads(current_actor(), session_id, data["version"], heads))


@blp.route("/sessions/<int:session_id>/cancel", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(CallOffIn)
@blp.response(200, SessionOut)
@documented(blp, 401, 403, 404, 409)
def cancel_session(data: dict[str, str], session_id: int) -> dict[str, Any]:
    """Call one session off."""
    return _session(session_service.cancel(current_actor(), session_id, data.get("reason")))


@blp.route("/sessions/<int:session_id>/postpone", methods=["POST"])
@needs(Permission.PROJECT_EDIT)
@idempotent
@blp.arguments(CallOffIn)
@blp.response(200, SessionOut)
@documented(blp, 401, 403, 404, 409)
def postpone_session(data: dict[str, str], session_id: int) -> dict[str, Any]:
    """Put one session off until a new time is found."""
    return _session(session_service.postpone(current_actor(), session_id, data.get("reason")))


def _project(project: Project) -> dict[str, Any]:
    return _project_list([project])[0]


def _project_list(projects: Sequence[Project]) -> list[dict[str, Any]]:
    demands = queries.demand_ids_by_project([project.id for project in projects])
    reach, now = current_actor().reach(Permission.PROJECT_READ), clock.now()
    return [project_json(project, demands.get(project.id, []), reach, now) for project in projects]


def _session(session: ServiceSession) -> dict[str, Any]:
    return session_json(session, clock.now())

"""The one button of the unit that answers a small thing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.small_things import service
from volunteer.web.guard import needs

bp = Blueprint("small_things", __name__)


@bp.post("/demands/<int:demand_id>/publish-at-once")
@needs(Permission.PROJECT_APPROVE)
def publish_at_once(demand_id: int) -> Response:
    """Accept it and look for somebody; on to the project where something is missing for that."""
    project = service.publish_at_once(current_actor(), demand_id)
    if project.published_at is None:
        flash(_("已受理，项目也建好了；这类服务发布前还要补充下面的内容"), "warn")
        return redirect(url_for("projects.detail", project_id=project.id), 303)
    flash(_("已受理并发布，党员认领时会选定时间"), "ok")
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)

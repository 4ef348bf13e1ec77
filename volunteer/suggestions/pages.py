"""Candidates beside a gap: the leader sees who suits a position and asks them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Project
from volunteer.suggestions.asked import asked_for
from volunteer.suggestions.asking import ask_several, tell
from volunteer.suggestions.candidate_filters import filters_of
from volunteer.suggestions.candidate_page import candidate_page, levels_to_choose, units_to_choose
from volunteer.suggestions.reach import reach_words
from volunteer.suggestions.short_positions import is_of, short_positions
from volunteer.web.guard import needs
from volunteer.web.links import inside
from volunteer.web.tables import LAST_PAGE

MOST_AT_ONCE = 100

bp = Blueprint("suggestions", __name__)


@bp.get("/projects/<int:project_id>/candidates")
@needs(Permission.CLAIM_MANAGE)
def candidates(project_id: int) -> str:
    """The coming positions of a project that lack people, one of them with its candidates."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    gaps = short_positions(project)
    wanted = request.args.get("position", type=int)
    chosen = next((gap for gap in gaps if gap.id == wanted), None)
    if wanted is not None and chosen is None and not is_of(project, wanted):
        raise NotVisible
    if wanted is None and gaps:
        chosen = gaps[0]
    filters = filters_of(request.args)
    shown = chosen.id if chosen else wanted
    return render_template(
        "pages/suggestions/candidates.html",
        project=project,
        gaps=gaps,
        chosen=chosen,
        found=candidate_page(actor, chosen, filters, _page_number(), why="why" in request.args) if chosen else None,
        filters=filters,
        units=units_to_choose(actor, filters.unit),
        levels=levels_to_choose(chosen) if chosen else [],
        asked=asked_for(actor, shown, clock.now()) if shown else [],
        reach=reach_words(chosen) if chosen else None,
    )


@bp.post("/projects/<int:project_id>/candidates")
@needs(Permission.CLAIM_MANAGE)
def ask(project_id: int) -> Response:
    """Ask the ticked members: offers that hold a place as long as there are enough, else invitations (D14)."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    position_id = request.form.get("position", 0, type=int)
    position = next((gap for gap in short_positions(project) if gap.id == position_id), None)
    if position is None:
        flash(_("这个岗位已不缺人，或已经开始"), "warn")
    else:
        tell(ask_several(actor, position, request.form.getlist("members", type=int)[:MOST_AT_ONCE]))
    back = url_for(".candidates", project_id=project_id, position=position_id or None)
    return redirect(inside(request.form.get("next")) or back, 303)


def _page_number() -> int:
    return max(1, min(request.args.get("page", 1, type=int), LAST_PAGE))

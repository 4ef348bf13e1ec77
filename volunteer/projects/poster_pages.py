"""The poster of a project's position: a page to look at, and the same as an A4 PDF."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import gettext as _

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.projects import queries
from volunteer.projects.models import Position, Project
from volunteer.web.guard import signed_in
from volunteer.web.humanize import clock_time, full_moment
from volunteer.web.printing import pdf_answer, sheet
from volunteer.web.qr import qr_plain

bp = Blueprint("project_posters", __name__)


@dataclass(frozen=True)
class Poster:
    """What it shows: one position, and the address that its code holds."""

    project: Project
    position: Position
    link: str


@bp.get("/projects/<int:project_id>/poster")
@signed_in
def show(project_id: int) -> str:
    """An A4 sheet with the QR code of one position (`?position=ID`), by default the first one still ahead."""
    poster = _poster(project_id)
    return render_template(
        "pages/projects/poster.html", project=poster.project, position=poster.position, link=poster.link
    )


@bp.get("/projects/<int:project_id>/poster.pdf")
@signed_in
def printed(project_id: int) -> Response:
    """The same sheet to print or to pass on."""
    poster = _poster(project_id)
    project, session = poster.project, poster.position.session
    data = {
        "brand": current_app.config["BRAND_NAME"],
        "title": project.title,
        "unit": project.unit.name,
        "summary": project.summary,
        "when": f"{full_moment(session.starts)}–{clock_time(session.ends)}",
        "place": " · ".join(filter(None, (project.site.name, session.public_place))),
        "position": _("%(title)s，招 %(count)s 人", title=poster.position.title, count=poster.position.headcount),
        "address": poster.link,
        "qr": qr_plain(poster.link),
    }
    return pdf_answer(sheet("project_poster", data), _("海报-%(title)s", title=project.title))


def _poster(project_id: int) -> Poster:
    project = queries.one_project(current_actor(), project_id)
    position = _position(project, request.args.get("position", type=int))
    return Poster(project, position, f"{current_app.config['PUBLIC_BASE_URL'].rstrip('/')}/positions/{position.id}")


def _position(project: Project, position_id: int | None) -> Position:
    now = clock.now()
    positions = [position for session in project.sessions for position in session.positions]
    if position_id is not None:
        positions = [position for position in positions if position.id == position_id]
    if not positions:
        abort(404)
    return next((position for position in positions if position.session.starts > now), positions[0])

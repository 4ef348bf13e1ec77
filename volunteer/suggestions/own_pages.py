"""不适合我: said with one tap where something is suggested, taken back with one, listed with the member's own data."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.claims.in_place import OWN_PAGE
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.suggestions import refusing
from volunteer.web.errors import came_from
from volunteer.web.guard import signed_in

PAGE_SIZE = 20
HOMES = {"/home": "#suggested-list", "/home/mine": "#suggested-list"}  # the part of a home that suggests

bp = Blueprint("not_for_me", __name__)


@bp.get("/me/not-for-me")
@signed_in
def index() -> str:
    """What I do not want to see suggested, each to be taken back."""
    statement = refusing.refused_by(current_actor())
    found = db.paginate(statement, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    return render_template("pages/suggestions/not_for_me.html", found=found)


@bp.post("/projects/<int:project_id>/not-for-me")
@signed_in
def say(project_id: int) -> Response:
    """Do not suggest this to me again."""
    refusing.say_not_for_me(current_actor(), project_id)
    page = _page()
    undo = url_for(".take_back", project_id=project_id)
    parts = HOMES.get(urlsplit(page).path, OWN_PAGE)
    flash({"text": _("好的，不再推荐这项服务，没有别的影响"), "undo_url": undo, "parts": parts}, "ok")
    return redirect(page, 303)


@bp.post("/projects/<int:project_id>/not-for-me/take-back")
@signed_in
def take_back(project_id: int) -> Response:
    """Suggest it to me again."""
    refusing.take_back(current_actor(), project_id)
    flash(_("已恢复，合适时会再推荐"), "ok")
    return redirect(_page(), 303)


def _page() -> str:
    """The page the button stood on."""
    page = came_from()
    return page if page != "/" else url_for(".index")

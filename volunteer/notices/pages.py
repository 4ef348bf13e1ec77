"""The page of one's own notices."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices import call_list, queries, service
from volunteer.notices.models import Notice
from volunteer.notices.wording import words
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import signed_in
from volunteer.web.humanize import ago
from volunteer.web.links import inside

PAGE_SIZE = 20

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@signed_in
def index() -> str:
    """Newest first, unread ones marked."""
    actor = current_actor()
    may_ring = actor.may(Permission.CLAIM_MANAGE)
    found = db.paginate(queries.own(actor), per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    return render_template(
        "pages/notices/index.html",
        notices=[_shown(notice) for notice in found.items],
        found=found,
        may_ring=may_ring,
        to_ring=call_list.count(actor, clock.now()) if may_ring else 0,
        may_tend=actor.may(Permission.SETTING_MANAGE),
    )


@bp.get("/notices/<int:notice_id>")
@signed_in
def follow(notice_id: int) -> BaseResponse:
    """Mark a notice as read and go where it leads."""
    notice = service.read(current_actor(), notice_id)
    return redirect(inside(notice.link) or url_for("notices.index"))


@bp.post("/notices/read")
@signed_in
def read_all() -> BaseResponse:
    """Mark every notice as read."""
    service.read_all(current_actor())
    flash(_("已全部标为已读"), "ok")
    return redirect(url_for("notices.index"), 303)


def _shown(notice: Notice) -> dict[str, object]:
    return {
        "title": words(notice.kind, notice.parameters),
        "url": url_for("notices.follow", notice_id=notice.id),
        "at": ago(notice.created_at),
        "unread": notice.read_at is None,
    }

"""电话通知名单: who has to answer something and can only be rung up."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.call_list import count, lines, to_ring
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

PAGE_SIZE = 50

bp = Blueprint("call_list", __name__)


@bp.get("/notices/call-list")
@needs(Permission.CLAIM_MANAGE)
def show() -> str:
    """The list, masked."""
    return _page()


@bp.post("/notices/call-list")
@needs(Permission.CLAIM_MANAGE)
def open_names() -> str:
    """The same page with names and phones, each look on record."""
    return _page(opened=_("电话通知要答复的邀约"))


def _page(opened: str = "") -> str:
    actor, now = current_actor(), clock.now()
    total = count(actor, now)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = db.session.execute(to_ring(actor, now).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return render_template(
        "pages/notices/call_list.html",
        lines=lines(actor, rows, opened),
        opened=bool(opened),
        total=total,
        page=page,
        pages=pages,
        now=now,
    )

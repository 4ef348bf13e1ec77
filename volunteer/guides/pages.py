"""使用说明: the list of guides, each guide, its pictures. Open to everybody: who cannot sign in needs them most."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, send_file

from volunteer.guides.rendering import ENDING, PICTURES, page_of, pictures
from volunteer.guides.words import GUIDES, in_order_for
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.web.guard import public

KEPT_SECONDS = 24 * 3600

bp = Blueprint("guides", __name__, url_prefix="/guides")


@bp.get("")
@public
def index() -> str:
    """All guides, one's own first."""
    return render_template("pages/guides/index.html", guides=GUIDES, names=in_order_for(current_actor().roles))


@bp.get("/<guide_name>")
@public
def show(guide_name: str) -> str:
    """One guide."""
    if guide_name not in GUIDES:
        raise NotVisible
    return render_template(
        "pages/guides/show.html", guide=GUIDES[guide_name], page=page_of(guide_name, request.script_root)
    )


@bp.get("/pictures/<picture_name>")
@public
def picture(picture_name: str) -> Response:
    """A picture of a guide, kept for a day."""
    if picture_name not in pictures():
        raise NotVisible
    return send_file(PICTURES / f"{picture_name}{ENDING}", max_age=KEPT_SECONDS)

"""A resident without an account asks, by the private link, that name, telephone and address go before their time."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.privacy import service
from volunteer.web.guard import public

bp = Blueprint("resident_data", __name__)


@bp.post("/follow/<follow_token>/remove")
@public
def ask(follow_token: str) -> BaseResponse:
    """Ask for it; the same request again changes nothing."""
    service.ask_removal(current_actor(), follow_token)
    flash(_("已提出，15 个工作日内办理；办好以后，这里不再有你的姓名、电话和住址"), "ok")
    return redirect(url_for("follow.show", follow_token=follow_token), 303)


@bp.errorhandler(NotVisible)
def no_such_link(_error: NotVisible) -> tuple[str, int]:
    """It was typed wrongly, or nothing is kept any more."""
    return render_template("pages/help_requests/no_link.html"), 404

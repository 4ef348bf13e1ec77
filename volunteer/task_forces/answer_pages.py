"""A call as the member sees it: where, with whom, what to bring; yes or no in one tap."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.task_forces import answers
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import signed_in
from volunteer.web.links import inside
from volunteer.web.wording import words

bp = Blueprint("calls", __name__, url_prefix="/calls")


@bp.get("/<int:claim_id>")
@signed_in
def show(claim_id: int) -> str:
    """The call, and what one answered."""
    return render_template(
        "pages/task_forces/answer.html", call=answers.own_call(current_actor(), claim_id), now=clock.now()
    )


@bp.post("/<int:claim_id>/yes")
@signed_in
def yes(claim_id: int) -> BaseResponse:
    """I come. Where another service stands in the way, the page asks whether to leave that one."""
    give_up = [other for other in request.form.getlist("give_up", type=int) if other <= LARGEST_ID]
    try:
        taken = answers.come(current_actor(), claim_id, give_up)
    except Refused as refused:
        flash(words(refused), "error")
        return redirect(url_for(".show", claim_id=claim_id), 303)
    waits = taken.status == ClaimStatus.WAITLISTED
    flash(_("人手已够，你排在候补，有空缺会通知你") if waits else _("收到，请尽快到集合点报到"), "ok")
    return _back(claim_id)


@bp.post("/<int:claim_id>/no")
@signed_in
def no(claim_id: int) -> BaseResponse:
    """I cannot come."""
    answers.stay_away(current_actor(), claim_id)
    flash(_("知道了，谢谢答复"), "ok")
    return _back(claim_id)


def _back(claim_id: int) -> BaseResponse:
    return redirect(inside(request.form.get("next")) or url_for(".show", claim_id=claim_id), 303)

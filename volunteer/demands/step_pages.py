"""The buttons on the pages of demands. Each leads back to the page it stood on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands import queries, rating_service, service, undoing, vouching
from volunteer.demands.forms import ForwardForm, RateForm
from volunteer.demands.models import Demand
from volunteer.demands.pages import detail_page
from volunteer.demands.rules import MACHINE
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import DONE
from volunteer.kernel.errors import Invalid
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.errors import came_from
from volunteer.web.fields import tidy
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs

LONGEST_REASON = 500
PLAIN: dict[str, Callable[[Actor, int], Demand]] = {
    "submit": service.submit,
    "accept": service.accept,
    "close": rating_service.close,
    "vouch": vouching.vouch,
}
WITH_REASON: dict[str, Callable[[Actor, int, Any], Demand]] = {
    "return": service.return_,
    "decline": service.decline,
    "withdraw": service.withdraw,
    "cancel": service.cancel,
    "reopen": rating_service.reopen,
}

bp = Blueprint("demand_steps", __name__)


@bp.post("/demands/<int:demand_id>/<any(submit,accept,close,vouch):step>")
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR, Permission.DEMAND_HANDLE)
def take_step(demand_id: int, step: str) -> Response:
    """A step that needs no words."""
    actor = current_actor()
    PLAIN[step](actor, demand_id)
    return _done(demand_id, str(DONE[step]), undo_url(actor, demand_id, step))


@bp.post('/demands/<int:demand_id>/<any("return",decline,withdraw,cancel,reopen):step>')
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR, Permission.DEMAND_FORWARD, Permission.DEMAND_HANDLE)
def take_step_with_reason(demand_id: int, step: str) -> Response:
    """A step whose reason others read."""
    reason = tidy(request.form.get("reason"))
    if reason is None and MACHINE.steps[step].reason:
        raise Invalid({"reason": _("请写明原因，会告知相关的人")})
    if reason is not None and len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _("原因请不超过 %(most)s 字", most=LONGEST_REASON)})
    WITH_REASON[step](current_actor(), demand_id, reason)
    return _done(demand_id, str(DONE[step]))


@bp.post("/demands/<int:demand_id>/forward")
@needs(Permission.DEMAND_FORWARD)
def forward(demand_id: int) -> Response | tuple[str, int]:
    """Pass it on to another unit."""
    actor, form = current_actor(), ForwardForm()
    demand = queries.one_demand(actor, demand_id)
    if not form.validate():
        return detail_page(demand, forward_form=form), 422
    passed_on = service.forward(actor, demand_id, form.unit_id.data, form.reason.data)
    as_chosen = passed_on.responsible_unit_id == form.unit_id.data
    text = str(DONE["forward"]) if as_chosen else _("这件需求已来回转派两次，改由大队办理")
    say_done(text, undo_url(actor, demand_id, "forward"))
    return redirect(url_for("demands.index"), 303)  # the demand may be out of sight now


@bp.post("/demands/<int:demand_id>/undo")
@needs(Permission.DEMAND_FORWARD, Permission.DEMAND_HANDLE)
def undo(demand_id: int) -> Response:
    """An acceptance or a passing on that was a mistake."""
    undoing.undo(current_actor(), demand_id)
    return _done(demand_id, str(DONE["undo"]))


@bp.post("/demands/<int:demand_id>/rate")
@needs(Permission.DEMAND_ASK)
def rate(demand_id: int) -> Response | tuple[str, int]:
    """Say how it was, for the site itself or on its behalf."""
    actor, form = current_actor(), RateForm()
    demand = queries.one_demand(actor, demand_id)
    if not form.validate():
        return detail_page(demand, rate_form=form), 422
    try:
        rated = rating_service.rate(
            actor,
            demand_id,
            form.score.data,
            form.comment.data,
            do_again=form.again,
        )
    except Invalid as invalid:
        show_problems(form, invalid.fields)
        return detail_page(demand, rate_form=form), 422
    again = rated.status == DemandStatus.ACCEPTED
    return _done(demand_id, _("已要求重新办理，责任单位会收到通知") if again else _("谢谢评价，需求已销号"))


def undo_url(actor: Actor, demand_id: int, step: str) -> str | None:
    """Where the step that was just taken is taken back, if it may be."""
    return url_for("demand_steps.undo", demand_id=demand_id) if undoing.can_be_undone(actor, demand_id, step) else None


def say_done(text: str, undo_url: str | None) -> None:
    """What was done, and how long it may be taken back."""
    if undo_url is None:
        flash(text, "ok")
    else:
        flash({"text": _("%(done)s。没有人接着办时，10 分钟内可以撤销", done=text), "undo_url": undo_url}, "ok")


def _done(demand_id: int, text: str, undo_url: str | None = None) -> Response:
    """Back to the list the button stood on, else to the demand."""
    say_done(text, undo_url)
    page = came_from()
    return redirect(page if page != "/" else url_for("demands.detail", demand_id=demand_id), 303)

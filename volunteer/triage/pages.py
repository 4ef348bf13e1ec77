"""The queue of a triager, and one demand looked at closely beside what it resembles."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands import choices, merging, queries
from volunteer.demands import service as demands
from volunteer.demands.forms import ForwardForm
from volunteer.demands.rules import LEADING
from volunteer.demands.states import Channel, Urgency
from volunteer.demands.step_pages import say_done, undo_url
from volunteer.demands.wording import CHANNELS, URGENCIES
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.triage import queue, rows, service
from volunteer.triage.words import DONE
from volunteer.web.errors import came_from
from volunteer.web.fields import tidy
from volunteer.web.guard import needs

LONGEST_REASON = 500
NUMBERS = frozenset({"headcount"})

bp = Blueprint("triage", __name__)


@bp.get("/triage")
@needs(Permission.DEMAND_FORWARD)
def index() -> str:
    """The demands that wait, the most pressing first; `?after=` goes on from where a page ended."""
    actor, now, wanted = current_actor(), clock.now(), _filters()
    found = queue.page(actor, wanted, request.args.get("after"), now)
    return render_template(
        "pages/triage/index.html",
        found=found,
        rows=rows.rows_of(actor, found.demands, now),
        wanted=wanted,
        towns=choices.towns(),
        categories=choices.categories(),
        urgencies=URGENCIES.items(),
        channels=CHANNELS.items(),
    )


@bp.get("/triage/<int:demand_id>")
@needs(Permission.DEMAND_FORWARD)
def show(demand_id: int) -> str:
    """One demand with all that was found about it, and its doubles side by side."""
    actor = current_actor()
    demand = queries.one_demand(actor, demand_id)
    (row,) = rows.rows_of(actor, [demand], clock.now())
    return render_template(
        "pages/triage/show.html",
        row=row,
        demand=demand,
        beside=rows.beside(demand, row.twins),
        followers=merging.merged_into(demand.id),
        forward_form=ForwardForm(formdata=None) if "forward" in row.steps else None,
        leading=LEADING,
    )


@bp.post("/triage/<int:demand_id>/sort")
@needs(Permission.DEMAND_FORWARD)
def sort(demand_id: int) -> Response:
    """Take over what the words suggest; what stood there before comes back by one tap."""
    actor, name = current_actor(), request.values.get("field", "")
    value = request.values.get("value", "")
    number = int(value) if value.isdecimal() and len(value) < 10 else 0
    before = getattr(queries.one_demand(actor, demand_id), name) if name in service.SORTED_BY else None
    service.sort(actor, demand_id, {name: number if name in NUMBERS else value or None})
    return _done("sort", demand_id, url_for("triage.sort", demand_id=demand_id, field=name, value=before or ""))


@bp.post("/triage/<int:demand_id>/forward")
@needs(Permission.DEMAND_FORWARD)
def forward(demand_id: int) -> Response:
    """Pass it on to the unit that was proposed, for the reasons that were shown."""
    unit_id = request.form.get("unit_id", 0, type=int)
    actor = current_actor()
    demands.forward(actor, demand_id, unit_id, _reason(_("请写明转给这个单位的理由")))
    say_done(str(DONE["forward"]), undo_url(actor, demand_id, "forward"))
    return redirect(url_for("triage.index", _anchor="next"), 303)


@bp.post("/triage/<int:demand_id>/merge")
@needs(Permission.DEMAND_FORWARD)
def merge(demand_id: int) -> Response:
    """This one is merged into the other, `lead_id`; the queue goes on."""
    merging.merge(current_actor(), demand_id, request.form.get("lead_id", 0, type=int))
    return _next("merge", url_for("triage.split", demand_id=demand_id, reason=_("并错了，撤销")))


@bp.post("/triage/<int:demand_id>/split")
@needs(Permission.DEMAND_FORWARD)
def split(demand_id: int) -> Response:
    """It is done by itself after all."""
    merging.split(current_actor(), demand_id, _reason(_("请写明为什么单独办理")))
    return _done("split", demand_id)


@bp.post("/triage/<int:demand_id>/apart")
@needs(Permission.DEMAND_FORWARD)
def apart(demand_id: int) -> Response:
    """The two are no doubles."""
    other_id = request.form.get("other_id", 0, type=int)
    service.tell_apart(current_actor(), demand_id, other_id)
    return _done("apart", demand_id, url_for("triage.alike", demand_id=demand_id, other_id=other_id))


@bp.post("/triage/<int:demand_id>/alike")
@needs(Permission.DEMAND_FORWARD)
def alike(demand_id: int) -> Response:
    """They may be doubles after all."""
    service.tell_alike(current_actor(), demand_id, request.values.get("other_id", 0, type=int))
    return _done("alike", demand_id)


WORDS: dict[str, Callable[[Actor, int], object]] = {
    "mask": service.take_out,
    "harmless": service.declare_harmless,
    "personal": service.declare_not_harmless,
}


@bp.post("/triage/<int:demand_id>/<any(mask,harmless,personal):step>")
@needs(Permission.DEMAND_FORWARD)
def see_to_words(demand_id: int, step: str) -> Response:
    """Take out what is too personal, which is final; say that it may be public, or take that back."""
    WORDS[step](current_actor(), demand_id)
    back = url_for("triage.see_to_words", demand_id=demand_id, step="personal") if step == "harmless" else None
    return _done(step, demand_id, back)


def _filters() -> queue.QueueFilters:
    urgency, channel = request.args.get("urgency"), request.args.get("channel")
    return queue.QueueFilters(
        town=tidy(request.args.get("town")),
        urgency=urgency if urgency in list(Urgency) else None,
        channel=channel if channel in list(Channel) else None,
        category=tidy(request.args.get("category")),
        overdue=request.args.get("overdue") == "1",
    )


def _reason(question: str) -> str:
    reason = tidy(request.values.get("reason"))
    if reason is None:
        raise Invalid({"reason": question})
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _("原因请不超过 %(most)s 字", most=LONGEST_REASON)})
    return reason


def _done(step: str, demand_id: int, undo_url: str | None = None) -> Response:
    """Back to where the button stood, with the same demand at hand."""
    _say(step, undo_url)
    back = came_from()
    page = url_for("triage.index") if back == "/" else back
    return redirect(f"{page}#demand-{demand_id}", 303)


def _next(step: str, undo_url: str | None = None) -> Response:
    """The demand is dealt with: back to the queue, with the next one at hand."""
    _say(step, undo_url)
    return redirect(url_for("triage.index", _anchor="next"), 303)


def _say(step: str, undo_url: str | None) -> None:
    flash({"text": str(DONE[step]), "undo_url": undo_url} if undo_url else str(DONE[step]), "ok")

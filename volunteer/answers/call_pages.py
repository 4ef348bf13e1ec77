"""The call-back list, and the page of one call. The telephone opens only to be called, and that is on record."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.answers import call_backs, late_calls
from volunteer.answers.call_backs import Call
from volunteer.answers.forms import CallForm
from volunteer.answers.rules import MOST_CALLS
from volunteer.answers.states import CallOutcome
from volunteer.answers.words import OUTCOMES
from volunteer.demands import service
from volunteer.demands.queries import served_at
from volunteer.demands.rules import UNRATED_AFTER
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of
from volunteer.web.wording import words

bp = Blueprint("call_backs", __name__)


@bp.get("/call-backs")
@needs(Permission.DEMAND_HANDLE)
def index() -> str:
    """Who has to be called, the longest silent first."""
    found = page_of(call_backs.to_call(current_actor(), clock.now()))
    ids = [demand.id for demand in found.items]
    tries, served = call_backs.tries(ids), call_backs.served(ids)
    return render_template(
        "pages/answers/calls.html",
        found=found,
        tries=tries,
        most=MOST_CALLS,
        served=served,
        late={one for one in ids if one not in tries and one in served and served[one] < clock.now() - UNRATED_AFTER},
    )


@bp.get("/call-backs/late")
@needs(Permission.DEMAND_HANDLE)
def late() -> str:
    """Calls that nobody made in time, passed on to units one handles for."""
    found = page_of(late_calls.passed_on(current_actor(), clock.now()))
    served = call_backs.served([demand.id for demand in found.items])
    return render_template("pages/answers/late_calls.html", found=found, served=served)


@bp.get("/call-backs/<int:demand_id>")
@needs(Permission.DEMAND_HANDLE)
def show(demand_id: int) -> str:
    """One to call: what was done for whom, and what is to be noted."""
    return _page(demand_id, CallForm(formdata=None))


@bp.post("/call-backs/<int:demand_id>/telephone")
@needs(Permission.DEMAND_HANDLE)
def open_telephone(demand_id: int) -> str:
    """The page with the telephone opened; the view is on record."""
    demand = call_backs.demand_to_call(current_actor(), demand_id)
    place = service.open_private(current_actor(), demand.id, _("回访"))
    return _page(demand_id, CallForm(formdata=None), opened=place)


@bp.get("/call-backs/<int:demand_id>/telephone")
@needs(Permission.DEMAND_HANDLE)
def closed_telephone(demand_id: int) -> Response:
    """Back to the page with the telephone closed, for whoever reloads or returns."""
    demand = call_backs.demand_to_call(current_actor(), demand_id)
    return redirect(url_for(".show", demand_id=demand.id), 303)


@bp.post("/call-backs/<int:demand_id>")
@needs(Permission.DEMAND_HANDLE)
def note(demand_id: int) -> Response | tuple[str, int]:
    """Note what came of a call, and go on to the next one unless that is enough for now."""
    form, actor = CallForm(), current_actor()
    demand = call_backs.demand_to_call(actor, demand_id)
    noted = carried_out(form, lambda: call_backs.note(actor, demand_id, _call(form)), refused_at="outcome")
    if noted is None:
        return _page(demand_id, form), 422
    flash(_("已登记回访：%(outcome)s", outcome=OUTCOMES[CallOutcome(noted.outcome)]), "ok")
    following = None if "stop" in request.form else call_backs.next_to_call(actor, demand, clock.now())
    return redirect(url_for(".show", demand_id=following) if following else url_for(".index"), 303)


def _call(form: CallForm) -> Call:
    outcome = CallOutcome(form.outcome.data)
    return Call(outcome, form.said() if outcome == CallOutcome.ANSWERED else None)


def _page(demand_id: int, form: CallForm, *, opened: PrivatePlace | None = None) -> str:
    actor, now = current_actor(), clock.now()
    demand = call_backs.demand_to_call(actor, demand_id)
    refusal = call_backs.refusal(actor, demand, now)
    served = served_at(demand.id)
    return render_template(
        "pages/answers/call.html",
        demand=demand,
        form=form,
        refusal=words(Refused(refusal)) if refusal else None,
        calls=call_backs.calls_of(demand),
        outcomes=OUTCOMES,
        most=MOST_CALLS,
        served=served,
        closes=served + UNRATED_AFTER if served else None,
        opened=opened,
        following=call_backs.next_to_call(actor, demand, now),
    )

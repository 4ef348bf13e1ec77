"""What a site does for residents: hang up the poster, fill in what is missing, give a new private link."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.demands import choices, completing
from volunteer.demands.models import Demand
from volunteer.demands.queries import asked_for_by, one_demand
from volunteer.demands.steps import cover
from volunteer.help_requests import following, queries
from volunteer.help_requests.forms import CompleteForm, filled_in
from volunteer.help_requests.pages import NOT_KEPT, sends_messages
from volunteer.help_requests.poster import help_poster
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.printing import pdf_answer
from volunteer.web.wording import words

bp = Blueprint("help_site", __name__)


@bp.get("/help/<site_code>/poster.pdf")
@needs(Permission.DEMAND_ASK)
def poster(site_code: str) -> Response:
    """The sheet for the door and the notice board, A4."""
    site = queries.site_by(site_code)
    if not queries.holds(asked_for_by(current_actor()), site):
        raise NotVisible
    return pdf_answer(help_poster(site, _base()), _("求助二维码-%(site)s", site=site.name))


@bp.get("/demands/<int:demand_id>/complete")
@needs(Permission.DEMAND_ASK)
def complete_form(demand_id: int) -> str | BaseResponse:
    """What the resident could not know, as it stands."""
    demand = _asked(current_actor(), demand_id)
    if not completing.completable(demand):
        flash(_("已经在安排，不能再这样修改；需要时请变更"), "error")
        return redirect(url_for("demands.detail", demand_id=demand_id), 303)
    return _form_page(demand, _form(data=filled_in(demand)))


@bp.post("/demands/<int:demand_id>/complete")
@needs(Permission.DEMAND_ASK)
def complete(demand_id: int) -> tuple[str, int] | BaseResponse:
    """Fill it in."""
    actor, form = current_actor(), _form()
    demand = _asked(actor, demand_id)
    version = form.version.data or ""
    known = int(version) if version.isdigit() else 0
    done = carried_out(form, lambda: completing.complete(actor, demand_id, known, form.changes()), refused_at="title")
    if done is None:
        return _form_page(demand, form), 422
    flash(_("已补全，服务队会看到"), "ok")
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


@bp.post("/demands/<int:demand_id>/follow-link")
@needs(Permission.DEMAND_ASK)
def renew(demand_id: int) -> Response | BaseResponse:
    """A new private link to hand to the resident; shown once, those before have ended."""
    try:
        token = following.renew_link(current_actor(), demand_id, by_message=sends_messages())
    except Refused as refused:
        flash(words(refused), "error")
        return redirect(url_for("demands.detail", demand_id=demand_id), 303)
    demand = one_demand(current_actor(), demand_id)
    link = _base() + url_for("follow.show", follow_token=token)
    page = render_template("pages/help_requests/new_link.html", demand=demand, link=link)
    return make_response(page, 200, NOT_KEPT)


@bp.get("/demands/<int:demand_id>/follow-link")
@needs(Permission.DEMAND_ASK)
def renewed(demand_id: int) -> BaseResponse:
    """Back to the demand for whoever reloads or returns: a link is made by pressing the button only."""
    _asked(current_actor(), demand_id)
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


def _asked(actor: Actor, demand_id: int) -> Demand:
    demand = one_demand(actor, demand_id)
    cover(actor, demand, Permission.DEMAND_ASK)
    return demand


def _form(**values: object) -> CompleteForm:
    form = CompleteForm(**values)
    form.offer(choices.categories(), choices.skills())
    return form


def _form_page(demand: Demand, form: CompleteForm) -> str:
    return render_template("pages/help_requests/complete.html", demand=demand, form=form)


def _base() -> str:
    return str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")

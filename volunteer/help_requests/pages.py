"""Asking for help without an account: where one lives, then three fields."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.demands.answering import promise
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import PROGRESS
from volunteer.help_requests import codes, queries, service
from volunteer.help_requests.forms import HelpForm
from volunteer.help_requests.human import challenge, checked
from volunteer.help_requests.service import Gate, Plea
from volunteer.help_requests.states import Suits
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.texts.sensitive import masked
from volunteer.web.fields import tidy
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import public
from volunteer.web.strangers import Checked
from volunteer.web.wording import words

NOT_KEPT = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
LOG_ONLY = "log"
# Beside which field a refusal is said; all others stand at the top.
BESIDE = {"help_phone_limit": "phone", "code_sent_often": "code", "code_mistaken": "code"}

bp = Blueprint("help_requests", __name__)


@bp.get("/help")
@public
def choose() -> str | BaseResponse:
    """Town, then site; `?site=CODE` is what an older poster says, `?q=` finds by name."""
    code, q = tidy(request.args.get("site")), tidy(request.args.get("q"))
    if code:
        return redirect(url_for(".form", site_code=queries.site_by(code).code))
    town = queries.town_by(tidy(request.args.get("town")) or "")
    sites = queries.sites_named(q) if q else queries.sites_of(town) if town else None
    towns = [] if town or q else queries.towns()
    return render_template("pages/help_requests/choose.html", town=town, towns=towns, sites=sites, q=q)


@bp.get("/help/<site_code>")
@public
def form(site_code: str) -> Response:
    """The three fields."""
    return _page(queries.site_by(site_code), HelpForm(challenge=_challenge()))


@bp.post("/help/<site_code>")
@public
def ask(site_code: str) -> Response | BaseResponse:
    """Hand it in; where messages can be sent, the telephone is confirmed by a code first."""
    site, given = queries.site_by(site_code), HelpForm()
    if not given.validate():
        return _page(site, given, 422)
    try:
        sent = [given[name].data or "" for name in ("challenge", "work", "website")]
        passed = checked(_secret(), *sent, clock.now())
        token = _carried_out(site, given, passed)
    except Refused as refused:
        if refused.reason == "help_form_old":
            given.challenge.data, given.work.data = _challenge(), ""
        show_problems(given, {BESIDE.get(refused.reason, ""): words(refused)})
        return _page(site, given, 422, asks_code=BESIDE.get(refused.reason) == "code")
    if token is None:
        return _page(site, given, asks_code=True)
    flash(_("已收到。请把这一页存下来，随时可以看进展"), "ok")
    return redirect(url_for("follow.show", follow_token=token), 303)


@bp.get("/d/<number>")
@public
def public_part(number: str) -> str:
    """What everybody may see of a demand, for posters and passing on."""
    demand = queries.shown_demand(number)
    return render_template(
        "pages/help_requests/public.html",
        demand=demand,
        title=masked(demand.title),
        text=masked(demand.text),
        progress=PROGRESS.get(DemandStatus(demand.status)),
    )


def _carried_out(site: Place, given: HelpForm, passed: Checked) -> str | None:
    """The secret part of the link; None while a code is awaited."""
    actor, phone, confirmed = current_actor(), str(given.phone.data), False
    by_message = sends_messages() and codes.reachable(phone)
    if by_message:
        if not given.code.data:
            codes.send_code(actor, _secret(), phone)
            return None
        confirmed = codes.confirm(actor, _secret(), phone, given.code.data)
        if not confirmed:
            raise Refused("code_mistaken")
    plea = Plea(
        site=site,
        what=str(given.what.data),
        suits=Suits(given.suits.data),
        suits_words=given.suits_words.data,
        phone=phone,
        name=given.name.data,
        address=given.address.data,
    )
    return service.ask(actor, plea, Gate(_secret(), passed, by_message, confirmed))


def _page(site: Place, given: HelpForm, status: int = 200, *, asks_code: bool = False) -> Response:
    page = render_template(
        "pages/help_requests/form.html",
        site=site,
        form=given,
        promise=promise(site.id, clock.now()),
        asks_code=asks_code or bool(given.code.data) or bool(given.code.errors),
    )
    return make_response(page, status, NOT_KEPT)


def _challenge() -> str:
    return challenge(_secret(), clock.now())


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def sends_messages() -> bool:
    """Whether this installation has a gateway for text messages."""
    return bool(current_app.config["SMS_GATEWAY"] != LOG_ONLY)

"""The private link: the story of one demand, and what its asker can still do. No account, nothing kept by browsers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from volunteer.answers.story import ending
from volunteer.demands import links
from volunteer.demands.intake_rules import is_whole_day
from volunteer.demands.merging import done_with, lead_of
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, LinkPurpose
from volunteer.demands.wording import PROGRESS
from volunteer.help_requests import following, story
from volunteer.help_requests.forms import ReasonForm, WordForm
from volunteer.help_requests.pages import NOT_KEPT
from volunteer.help_requests.said import asks_how
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.web.guard import public
from volunteer.web.wording import words

bp = Blueprint("follow", __name__)


@bp.get("/follow/<follow_token>")
@public
def show(follow_token: str) -> Response:
    """How far it is."""
    return _page(follow_token)


@bp.post("/follow/<follow_token>/word")
@public
def word(follow_token: str) -> Response | BaseResponse:
    """One more sentence."""
    form = WordForm()
    act = partial(following.add_word, current_actor(), follow_token, form.words.data)
    return _done(follow_token, form, act, _("已转告服务队和社区"))


@bp.post("/follow/<follow_token>/take-back")
@public
def take_back(follow_token: str) -> Response | BaseResponse:
    """Not needed any more."""
    form = ReasonForm()
    act = partial(following.take_back, current_actor(), follow_token, form.reason.data)
    return _done(follow_token, form, act, _("已撤回，不再办理"))


@bp.post("/follow/<follow_token>/again")
@public
def again(follow_token: str) -> Response | BaseResponse:
    """It is not solved."""
    form = WordForm()
    act = partial(following.not_solved, current_actor(), follow_token, form.words.data)
    return _done(follow_token, form, act, _("已重新办理，新的答复期限见下面"))


@bp.errorhandler(NotVisible)
def no_such_link(_error: NotVisible) -> Response:
    """It was typed wrongly, or the site has given a new one since: what to do is said, nothing else."""
    return make_response(render_template("pages/help_requests/no_link.html"), 404, NOT_KEPT)


def _done(token: str, form: FlaskForm, act: Callable[[], None], said: str) -> Response | BaseResponse:
    if not form.validate():
        _opened(token)
        flash(next(iter(form.errors.values()))[0], "error")
        return _page(token, 422)
    try:
        act()
    except Refused as refused:
        flash(words(refused), "error")
    else:
        flash(said, "ok")
    return redirect(url_for(".show", follow_token=token), 303)


def _opened(token: str) -> Demand:
    _link, demand = links.opened(token, LinkPurpose.FOLLOW, clock.now())
    return demand


def _page(token: str, status: int = 200) -> Response:
    demand, now = _opened(token), clock.now()
    lead = lead_of(demand)
    shown = lead or demand
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    page = render_template(
        "pages/help_requests/follow.html",
        demand=demand,
        shown=shown,
        link=base + url_for(".show", follow_token=token),
        token=token,
        story=story.told(demand, done_with(demand)),
        coming=story.coming_next(demand, lead, now),
        asks_how=asks_how(demand),
        steps=story.steps_open(demand, now),
        agreed=not is_whole_day(demand.starts, demand.ends),
        given=story.given(demand.private_place, now),
        ending=ending(demand),
        progress=PROGRESS.get(DemandStatus(shown.status)),
    )
    return make_response(page, status, NOT_KEPT)

"""Pages of those whom a service was for, without an account: after a scan, by a link, and what one said."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.activities.access import session_known
from volunteer.answers import by_survey, instant, rules
from volunteer.answers.forms import AnswerForm, ScannedForm
from volunteer.answers.giving import Kept
from volunteer.answers.queries import own_answer
from volunteer.answers.words import PERSONAL_DATA
from volunteer.demands.merging import lead_of
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import STATUSES
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.projects.models import ServiceSession
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import public
from volunteer.web.wording import words

DEVICE = "rated_by"
DEVICE_LASTS = 30 * 24 * 3600
# The address is the secret: it is neither kept by browsers nor handed on to other sites.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

bp = Blueprint("rate", __name__)


@bp.get("/r/<rate_word>")
@public
def scanned(rate_word: str) -> Response:
    """What the code on the leader's phone opens: two taps."""
    try:
        session = instant.scanned(rate_word)
    except Refused as refused:
        hint = _("二维码在现场负责人或社区的手机上；离开以后可以打社区电话，或等回访")
        page = render_template("pages/answers/closed.html", refusal=words(refused), icon_name="qr", hint=hint)
        return make_response(page, 409, PRIVATE)
    nonce = secrets.token_urlsafe(16)
    form = ScannedForm(formdata=None)
    form.ticket.data = rules.ticket(current_app.config["SECRET_KEY"], session.id, nonce, clock.now())
    return _scanned_page(session, form)


@bp.post("/r")
@public
def rate_session() -> Response | BaseResponse:
    """Say how it was at the end of a service."""
    form, actor = ScannedForm(), current_actor()
    session_id = rules.session_of(current_app.config["SECRET_KEY"], form.ticket.data or "", clock.now())
    device = request.cookies.get(DEVICE) or instant.new_device()
    scan = instant.Scanned(session_id, form.ticket.data or "", device)
    kept = carried_out(form, lambda: instant.rate(actor, scan, form.said(), form.demand_id.data), refused_at="score")
    if kept is None:
        return _scanned_page(session_known(session_id), form, 422)
    answer = _thanked(kept)
    answer.set_cookie(DEVICE, device, max_age=DEVICE_LASTS, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@bp.get("/how/<survey_token>")
@public
def survey(survey_token: str) -> Response:
    """The page of a link that asks how it was."""
    try:
        return _survey_page(survey_token, AnswerForm(formdata=None))
    except NotVisible:
        return _gone()


@bp.post("/how/<survey_token>")
@public
def answer_survey(survey_token: str) -> Response | BaseResponse:
    """Say how it was."""
    form, actor = AnswerForm(), current_actor()
    try:
        by_survey.asked(survey_token, clock.now())
    except NotVisible:
        return _gone()
    kept = carried_out(form, lambda: by_survey.answer(actor, survey_token, form.said()), refused_at="score")
    return _survey_page(survey_token, form, 422) if kept is None else _thanked(kept)


@bp.get("/said/<answer_key>")
@public
def said(answer_key: str) -> Response:
    """What one said, what was hidden of it and why, and what came of it."""
    answer = own_answer(answer_key)
    page = render_template(
        "pages/answers/said.html",
        answer=answer,
        status=STATUSES[DemandStatus(answer.demand.status)] if answer.demand else None,
        again=answer.demand is not None and answer.demand.times_reopened >= answer.round,
        shown=rules.shown_words(answer.comment, answer.hidden),
        kinds=PERSONAL_DATA,
        hidden=[(answer.comment or "")[part.begins : part.begins + part.length] for part in answer.hidden],
    )
    return make_response(page, 200, PRIVATE)


def _thanked(kept: Kept) -> BaseResponse:
    return redirect(url_for("rate.said", answer_key=kept.key), 303)


def _scanned_page(session: ServiceSession, form: ScannedForm, status: int = 200) -> Response:
    demands: Sequence[Demand] = instant.demands_of(session)
    page = render_template(
        "pages/answers/rate.html", session=session, form=form, demands=demands if len(demands) > 1 else []
    )
    return make_response(page, status, PRIVATE)


def _gone() -> Response:
    """For a link that is over, or never was: which of them is told to nobody."""
    hint = _("评价链接 14 天内有效。还想说的，可以打社区电话，或等回访")
    page = render_template("pages/answers/closed.html", refusal=_("这个链接已经失效"), icon_name="clock", hint=hint)
    return make_response(page, 404, PRIVATE)


def _survey_page(token: str, form: AnswerForm, status: int = 200) -> Response:
    asked = by_survey.asked(token, clock.now())
    refusal = words(Refused(asked.refusal)) if asked.refusal else None
    page = render_template(
        "pages/answers/survey.html",
        demand=asked.demand,
        status=(lead_of(asked.demand) or asked.demand).status,
        said=asked.said,
        form=form,
        refusal=refusal,
        token=token,
    )
    return make_response(page, status, PRIVATE)

"""Complaints and suggestions from anybody: the form, and the private link that leads to the answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.complaints import choices, following, service
from volunteer.complaints.desks import handlers_now
from volunteer.complaints.forms import ComplaintForm, WordsForm
from volunteer.complaints.rules import LAPSES_AFTER, OPEN
from volunteer.complaints.service import Said
from volunteer.complaints.states import About, ComplaintKind, ComplaintStatus, ComplaintStepKind
from volunteer.complaints.subjects import Subject, session_of, subject
from volunteer.complaints.words import ABOUT, STEPS
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.web import strangers
from volunteer.web.form_problems import carried_out, show_problems
from volunteer.web.guard import public
from volunteer.web.wording import words

PURPOSE = "complaint"
NOT_KEPT = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
LONGEST_SEARCH = 40
POSITION = "position"  # belongs to a session

bp = Blueprint("complaint_links", __name__)


@bp.get("/complaints/new")
@public
def new() -> Response:
    """The form; `?about=` and `?id=` name what one stands on, `?q=` looks for a unit or a project."""
    return _form_page(ComplaintForm(challenge=_challenge()), _subject())


@bp.post("/complaints/new")
@public
def send() -> Response | BaseResponse:
    """Take it in and lead to the private link."""
    form, what = ComplaintForm(), _subject()
    if not form.validate():
        return _form_page(form, what, 422)
    try:
        given = (form.challenge.data or "", form.work.data or "", form.website.data or "")
        passed = strangers.checked(_secret(), PURPOSE, *given, clock.now())
        said = Said(ComplaintKind(form.kind.data), form.text.data, form.contact.data)
        token = service.receive(current_actor(), what, said, _secret(), passed)
    except Refused as refused:
        if refused.reason == "help_form_old":
            form.challenge.data, form.work.data = _challenge(), ""
        show_problems(form, {"": words(refused)})
        return _form_page(form, what, 422)
    flash(_("已收到。请把这一页存下来，答复会写在这里"), "ok")
    return redirect(url_for(".follow", complaint_token=token), 303)


@bp.get("/complaints/follow/<complaint_token>")
@public
def follow(complaint_token: str) -> Response:
    """How far it is, and the answer."""
    return _link_page(complaint_token)


@bp.post("/complaints/follow/<complaint_token>/accept")
@public
def accept(complaint_token: str) -> Response | BaseResponse:
    """The answer did."""
    return _done(complaint_token, partial(following.accept, current_actor(), complaint_token), _("谢谢，已办结"))


@bp.post("/complaints/follow/<complaint_token>/contest")
@public
def contest(complaint_token: str) -> Response | BaseResponse:
    """The answer did not do."""
    form = WordsForm()
    carried_out(form, lambda: following.contest(current_actor(), complaint_token, form.words.data), refused_at="words")
    if form.errors:
        return _link_page(complaint_token, _problem(form), form.words.data or "", 422)
    flash(_("已要求重新办理，新的答复期限见下面"), "ok")
    return redirect(url_for(".follow", complaint_token=complaint_token), 303)


def _done(token: str, act: Callable[[], None], told: str) -> Response | BaseResponse:
    try:
        act()
    except Refused as refused:
        return _link_page(token, words(refused), status=409)
    flash(told, "ok")
    return redirect(url_for(".follow", complaint_token=token), 303)


def _problem(form: WordsForm) -> str:
    return str(_("；")).join(str(error) for errors in form.errors.values() for error in errors)


def _subject() -> Subject:
    """What the address names; what it does not know is about the platform."""
    asked, row_id = request.args.get("about", ""), request.args.get("id", type=int)
    if asked == POSITION:
        asked, row_id = About.SESSION, session_of(row_id)
    if asked not in set(About):
        return subject(About.PLATFORM, None)
    try:
        return subject(About(asked), row_id)
    except NotVisible:
        return subject(About.PLATFORM, None)


def _form_page(form: ComplaintForm, what: Subject, status: int = 200) -> Response:
    q = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    found, more_found = choices.found(q) if q else (None, False)
    page = render_template(
        "pages/complaints/form.html",
        form=form,
        what=what,
        about_words=ABOUT[what.about],
        answer_by=service.answer_by(what.unit.path, clock.now()),
        q=q,
        found=found,
        more_found=more_found,
    )
    return make_response(page, status, NOT_KEPT)


def _link_page(token: str, problem: str | None = None, typed: str = "", status: int = 200) -> Response:
    complaint = following.opened(token)
    answered, is_open, now = complaint.status == ComplaintStatus.ANSWERED, complaint.status in OPEN, clock.now()
    page = render_template(
        "pages/complaints/follow.html",
        complaint=complaint,
        content=following.words_of(complaint),
        token=token,
        link=_address(token),
        steps=STEPS,
        told=[step for step in complaint.steps if step.kind != ComplaintStepKind.PASSED_ON],
        is_open=is_open,
        is_late=is_open and complaint.answer_by <= now,
        nobody=is_open and not handlers_now(complaint, now),
        lapse_days=LAPSES_AFTER.days,
        may_accept=answered,
        may_contest=answered and complaint.reopened_at is None,
        problem=problem,
        typed=typed,
    )
    return make_response(page, status, NOT_KEPT)


def _address(token: str) -> str:
    """The private link as the platform is known, whatever name the request came under."""
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    return base + url_for(".follow", complaint_token=token)


def _challenge() -> str:
    return strangers.challenge(_secret(), PURPOSE, clock.now())


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])

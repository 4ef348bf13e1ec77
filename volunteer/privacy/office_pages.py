"""Requests about personal data for those who answer them, and what retention did."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.privacy import queries, rules, service
from volunteer.privacy.forms import AnswerForm
from volunteer.privacy.models import DataRequest
from volunteer.privacy.retention import RULES
from volunteer.privacy.words import KINDS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("privacy_office", __name__)


@bp.get("/privacy/requests")
@needs(Permission.PRIVACY_HANDLE)
def index() -> str:
    """What waits, or (`?show=ended`) what has ended."""
    ended = request.args.get("show") == "ended"
    found = page_of(queries.requests(current_actor(), ended=ended))
    return render_template("pages/privacy/requests.html", found=found, ended=ended, kinds=KINDS, now=clock.now())


@bp.get("/privacy/requests/<int:request_id>")
@needs(Permission.PRIVACY_HANDLE)
def show(request_id: int) -> str:
    """One of them."""
    return _page(request_id, AnswerForm(formdata=None))


@bp.post("/privacy/requests/<int:request_id>/<any(done,declined):outcome>")
@needs(Permission.PRIVACY_HANDLE)
def answer(request_id: int, outcome: str) -> BaseResponse | tuple[str, int]:
    """Say what became of it."""
    form, done = AnswerForm(), outcome == "done"
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    act = partial(service.answer, current_actor(), request_id, version, done=done, words=form.words.data or "")
    carried_out(form, act, "words")
    if form.errors:
        return _page(request_id, form), 422
    flash(_("已办理，对方会收到通知") if done else _("已答复不予办理，对方会收到通知"), "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/privacy/retention")
@needs(Permission.PRIVACY_HANDLE)
def retention() -> str:
    """How long what is kept, and how much went in which night."""
    return render_template(
        "pages/privacy/retention.html",
        rules=RULES,
        found=page_of(queries.runs()),
        names={r.kind: r.what for r in RULES},
    )


def _page(request_id: int, form: AnswerForm) -> str:
    found = get_visible(DataRequest, current_actor(), Permission.PRIVACY_HANDLE, request_id)
    return render_template(
        "pages/privacy/request.html",
        one=found,
        who=queries.name_of(found.account_id),
        form=form,
        kinds=KINDS,
        by_hand=rules.answered_by_hand(found.kind),
        now=clock.now(),
    )

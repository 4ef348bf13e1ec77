"""Pages of those who handle complaints: the list, one of them, and what was passed on to the unit named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts.models import Account
from volunteer.complaints import queries, service
from volunteer.complaints.forms import WordsForm
from volunteer.complaints.models import Complaint, ComplaintContent
from volunteer.complaints.rules import OPEN
from volunteer.complaints.states import ComplaintStatus
from volunteer.complaints.words import ABOUT, KINDS, STEPS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.texts.sensitive import masked
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.humanize import moment
from volunteer.web.tables import page_of
from volunteer.web.wording import words

NO_STORE = {"Cache-Control": "no-store"}

bp = Blueprint("complaints", __name__)


@bp.get("/complaints")
@needs(Permission.COMPLAINT_HANDLE)
def index() -> str:
    """What waits for the actor's answer, or (`?show=settled`) what was answered."""
    actor, done = current_actor(), request.args.get("show") == "settled"
    rows = queries.settled(actor) if done else queries.to_answer(actor)
    return render_template(
        "pages/complaints/index.html", found=page_of(rows), done=done, kinds=KINDS, about=ABOUT, now=clock.now()
    )


@bp.get("/complaints/<int:complaint_id>")
@needs(Permission.COMPLAINT_HANDLE)
def show(complaint_id: int) -> str:
    """One, with its words as far as they give nobody away."""
    return _page(queries.one(current_actor(), complaint_id))


@bp.post("/complaints/<int:complaint_id>/content")
@needs(Permission.COMPLAINT_HANDLE)
def open_content(complaint_id: int) -> BaseResponse:
    """The words as written and how to reach who wrote them, put on record."""
    content = service.open_content(current_actor(), complaint_id)
    return make_response(_page(queries.one(current_actor(), complaint_id), content=content), 200, NO_STORE)


@bp.get("/complaints/<int:complaint_id>/content")
@needs(Permission.COMPLAINT_HANDLE)
def closed_content(complaint_id: int) -> BaseResponse:
    """A reload opens nothing: back to the page, where each look is asked for."""
    queries.one(current_actor(), complaint_id)
    return redirect(url_for(".show", complaint_id=complaint_id), 303)


@bp.post("/complaints/<int:complaint_id>/take")
@needs(Permission.COMPLAINT_HANDLE)
def take(complaint_id: int) -> BaseResponse | tuple[str, int]:
    """Say that one is at it."""
    try:
        service.take(current_actor(), complaint_id)
    except Refused as refused:
        return _page(queries.one(current_actor(), complaint_id), words(refused)), 409
    flash(_("已记为办理中，反映人能看到"), "ok")
    return redirect(url_for(".show", complaint_id=complaint_id), 303)


@bp.post("/complaints/<int:complaint_id>/pass-on")
@needs(Permission.COMPLAINT_HANDLE)
def pass_on(complaint_id: int) -> BaseResponse | tuple[str, int]:
    """Tell the unit named, in own words."""
    return _with_words(complaint_id, service.pass_on, "pass_on", _("已转告，对方只看到你写的话"))


@bp.post("/complaints/<int:complaint_id>/answer")
@needs(Permission.COMPLAINT_HANDLE)
def answer(complaint_id: int) -> BaseResponse | tuple[str, int]:
    """Answer it."""
    return _with_words(complaint_id, service.answer, "answer", _("已答复，反映人在自己的链接里能看到"))


@bp.get("/complaints/passed-on")
@needs(Permission.PROJECT_EDIT)
def passed_on() -> str:
    """What handlers told the actor's units: their own words, never the complaint."""
    return render_template("pages/complaints/passed_on.html", found=page_of(queries.passed_on(current_actor())))


def _with_words(
    complaint_id: int, act: Callable[[Actor, int, str, int | None], None], step: str, told: str
) -> BaseResponse | tuple[str, int]:
    """Take a step that says something. Whoever comes too late is told who was first, and keeps what they wrote."""
    form, actor = WordsForm(), current_actor()
    read = form.version.data
    try:
        queries.one(actor, complaint_id)
        carried_out(form, lambda: act(actor, complaint_id, form.words.data, read), refused_at="words")
        if form.errors:
            complaint = queries.one(actor, complaint_id)
            late = read is not None and complaint.version != read
            problem = _who_was_first(complaint) if late else _("；").join(_all(form.errors))
            return _page(complaint, problem, step, form.words.data or ""), 409 if late else 422
    except NotVisible:
        return render_template("pages/complaints/not_yours.html", typed=form.words.data), 404
    flash(told, "ok")
    return redirect(url_for(".show", complaint_id=complaint_id), 303)


def _all(errors: Mapping[str | None, Sequence[object]]) -> list[str]:
    return [str(error) for some in errors.values() for error in some]


def _who_was_first(complaint: Complaint) -> str:
    """What happened to it last, by whom, and that what one wrote oneself is not lost."""
    last = complaint.steps[-1]
    account = db.session.get(Account, last.by) if last.by is not None else None
    by = f"{account.name} {moment(last.at)}" if account else moment(last.at)
    return _("这件刚有变动：%(what)s（%(by)s）。你写的没有提交，留在下面", what=STEPS[last.kind], by=by)


def _page(
    complaint: Complaint,
    problem: str | None = None,
    refused: str = "",
    typed: str = "",
    content: ComplaintContent | None = None,
) -> str:
    """The page of one; `refused` is the step whose words, `typed`, did not do."""
    stored = db.session.get(ComplaintContent, complaint.id)
    is_open = complaint.status in OPEN
    return render_template(
        "pages/complaints/show.html",
        complaint=complaint,
        kind=KINDS[complaint.kind],
        about=ABOUT[complaint.about],
        stored=stored is not None,
        text=masked(stored.text) if stored is not None else None,
        contested=masked(stored.contested) if stored is not None and stored.contested else None,
        content=content,
        steps=STEPS,
        may_take=complaint.status in (ComplaintStatus.RECEIVED, ComplaintStatus.REOPENED),
        may_answer=is_open,
        may_pass_on=complaint.closed_at is None and complaint.named_unit_id != complaint.handler_unit_id,
        now=clock.now(),
        problem=problem,
        refused=refused,
        typed=typed,
    )

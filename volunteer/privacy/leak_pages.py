"""Leaks and drills: what to do, by when, and the texts to send."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.privacy import leaks, queries
from volunteer.privacy.forms import LeakForm, LessonForm
from volunteer.privacy.leaks import NewLeak
from volunteer.privacy.models import Leak
from volunteer.privacy.words import LEAKS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of
from volunteer.web.wording import words

bp = Blueprint("leaks", __name__)


@bp.get("/privacy/leaks")
@needs(Permission.PRIVACY_HANDLE)
def index() -> str:
    """All of them, the latest first."""
    return render_template("pages/privacy/leaks.html", found=page_of(queries.leaks(current_actor())), kinds=LEAKS)


@bp.get("/privacy/leaks/new")
@needs(Permission.PRIVACY_HANDLE)
def new() -> str:
    """The form, as of now."""
    now = clock.local(clock.now())
    data = {"drill": True, "since": now.date() - timedelta(days=30), "until": now.date(), "found_at": now}
    return render_template("pages/privacy/leak_new.html", form=LeakForm(formdata=None, data=data))


@bp.post("/privacy/leaks/new")
@needs(Permission.PRIVACY_HANDLE)
def enter() -> BaseResponse | tuple[str, int]:
    """Enter it."""
    form = LeakForm()
    leak = carried_out(form, lambda: leaks.enter(current_actor(), _said(form)), "title")
    if leak is None:
        return render_template("pages/privacy/leak_new.html", form=form), 422
    return redirect(url_for(".show", leak_id=leak.id), 303)


@bp.get("/privacy/leaks/<int:leak_id>")
@needs(Permission.PRIVACY_HANDLE)
def show(leak_id: int) -> str:
    """Who is concerned, whom to tell by when, and what to say."""
    return _page(leak_id, LessonForm(formdata=None))


@bp.post("/privacy/leaks/<int:leak_id>/told/<any(authority,people):whom>")
@needs(Permission.PRIVACY_HANDLE)
def told(leak_id: int, whom: str) -> BaseResponse:
    """They have been told."""
    try:
        leaks.told(current_actor(), leak_id, whom)
        flash(_("已记录通知时间"), "ok")
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".show", leak_id=leak_id), 303)


@bp.post("/privacy/leaks/<int:leak_id>/close")
@needs(Permission.PRIVACY_HANDLE)
def close(leak_id: int) -> BaseResponse | tuple[str, int]:
    """Write down what was learned."""
    form = LessonForm()
    carried_out(form, lambda: leaks.close(current_actor(), leak_id, form.lesson.data or ""), "lesson")
    if form.errors:
        return _page(leak_id, form), 422
    flash(_("已归档"), "ok")
    return redirect(url_for(".index"), 303)


def _said(form: LeakForm) -> NewLeak:
    return NewLeak(
        title=form.title.data or "",
        drill=bool(form.drill.data),
        unit_id=int(form.unit_id.data),
        kinds=form.kinds.data or (),
        since=form.since.data,
        until=form.until.data,
        found_at=form.found_at.data.replace(tzinfo=SHANGHAI),
    )


def _page(leak_id: int, form: LessonForm) -> str:
    leak = get_visible(Leak, current_actor(), Permission.PRIVACY_HANDLE, leak_id)
    return render_template(
        "pages/privacy/leak.html",
        leak=leak,
        form=form,
        kinds=LEAKS,
        authority_by=leaks.authority_by(leak),
        people_by=leaks.people_by(leak),
        now=clock.now(),
    )

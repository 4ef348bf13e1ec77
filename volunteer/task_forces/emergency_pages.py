"""Emergency mode of a town: what it puts off is listed before it is opened; what gave way is reviewed at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import ServiceSession
from volunteer.task_forces import board, calls, emergencies, queries
from volunteer.task_forces.access import may_open
from volunteer.task_forces.forms import EmergencyForm, ExtendForm, NeedForm, ReviewForm
from volunteer.task_forces.models import Bypass, Emergency
from volunteer.task_forces.suspending import sessions_to_suspend
from volunteer.task_forces.words import BYPASSED, SAFEGUARDS
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("emergencies", __name__, url_prefix="/emergencies")


@bp.get("/new")
@needs(Permission.CALL_OUT)
def new() -> str:
    """Where, why, how long."""
    form = _offering(EmergencyForm())
    form.place_id.data = request.args.get("town", type=int) or form.place_id.data
    return render_template("pages/task_forces/emergency_form.html", form=form, sessions=None, emergency=None)


@bp.post("/new")
@needs(Permission.CALL_OUT)
def create() -> BaseResponse | tuple[str, int] | str:
    """List what it puts off; open it once that was shown."""
    actor, form = current_actor(), _offering(EmergencyForm())
    page = "pages/task_forces/emergency_form.html"
    until = _until(form.hours.data)
    sessions = carried_out(form, lambda: _put_off(actor, form.place_id.data, until))
    if sessions is None:
        return render_template(page, form=form, sessions=None, emergency=None), 422
    if form.shown.data != _shown(sessions):
        form.shown.data = _shown(sessions)
        return render_template(page, form=form, sessions=sessions, emergency=None, until=until)
    opened = carried_out(
        form,
        lambda: emergencies.open_emergency(actor, form.place_id.data, form.reason.data, until),
        refused_at="place_id",
    )
    if opened is None:
        return render_template(page, form=form, sessions=sessions, emergency=None, until=until), 422
    flash(_("应急响应已启动，原定的户外活动已延期并告知报名的人"), "ok")
    return redirect(url_for(".show", emergency_id=opened.id), 303)


@bp.get("/<int:emergency_id>")
@needs(Permission.CALL_OUT, Permission.MEMBER_READ, Permission.DEMAND_ASK)
def show(emergency_id: int) -> str:
    """Reason and end, what is needed, who was called."""
    actor, emergency = current_actor(), queries.emergency(emergency_id)
    made = db.session.scalars(queries.call_outs(actor, emergency.id)).all() if actor.may(Permission.MEMBER_READ) else []
    return render_template(
        "pages/task_forces/emergency.html",
        emergency=emergency,
        needs=queries.needs_of(emergency),
        hurried=page_of(queries.by_minutes(actor, emergency)),
        calls=made,
        numbers=board.totals(actor, made),
        may_open=may_open(actor),
        may_need=_may_need(actor, emergency),
        now=clock.now(),
    )


@bp.get("/<int:emergency_id>/extend")
@needs(Permission.CALL_OUT)
def extend_form(emergency_id: int) -> str:
    """How much longer."""
    emergency = _managed(emergency_id)
    form = ExtendForm(data={"version": emergency.version, "hours": 24})
    return render_template("pages/task_forces/emergency_form.html", form=form, sessions=None, emergency=emergency)


@bp.post("/<int:emergency_id>/extend")
@needs(Permission.CALL_OUT)
def extend(emergency_id: int) -> BaseResponse | tuple[str, int] | str:
    """List what the longer time puts off; extend once that was shown."""
    actor, form, emergency = current_actor(), ExtendForm(), _managed(emergency_id)
    page, until = "pages/task_forces/emergency_form.html", _until(form.hours.data)
    sessions = carried_out(form, lambda: _put_off(actor, emergency.place_id, until))
    if sessions is None:
        return render_template(page, form=form, sessions=None, emergency=emergency), 422
    if form.shown.data != _shown(sessions):
        form.shown.data = _shown(sessions)
        return render_template(page, form=form, sessions=sessions, emergency=emergency, until=until)
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    if carried_out(form, lambda: emergencies.extend(actor, emergency_id, version, until), refused_at="hours") is None:
        return render_template(page, form=form, sessions=sessions, emergency=emergency, until=until), 422
    flash(_("应急响应已延长"), "ok")
    return redirect(url_for(".show", emergency_id=emergency_id), 303)


@bp.post("/<int:emergency_id>/close")
@needs(Permission.CALL_OUT)
def close(emergency_id: int) -> BaseResponse:
    """End it before its time."""
    emergencies.close(current_actor(), emergency_id)
    flash(_("应急响应已结束，请复核其间放宽的规定"), "ok")
    return redirect(url_for(".review", emergency_id=emergency_id), 303)


@bp.get("/<int:emergency_id>/review")
@needs(Permission.CALL_OUT)
def review(emergency_id: int) -> str:
    """All that gave way, rule by rule."""
    return _review_page(_managed(emergency_id), ReviewForm())


@bp.post("/<int:emergency_id>/review")
@needs(Permission.CALL_OUT)
def save_review(emergency_id: int) -> BaseResponse | tuple[str, int]:
    """Keep what the reviewer says."""
    emergency, form = _managed(emergency_id), ReviewForm()
    saved = carried_out(
        form, lambda: emergencies.review(current_actor(), emergency_id, form.note.data), refused_at="note"
    )
    if saved is None:
        return _review_page(emergency, form), 422
    flash(_("复核意见已保存"), "ok")
    return redirect(url_for(".review", emergency_id=emergency_id), 303)


@bp.get("/<int:emergency_id>/need")
@needs(Permission.CALL_OUT, Permission.DEMAND_ASK)
def need(emergency_id: int) -> str:
    """The four fields."""
    emergency, form = _needed_in(emergency_id), NeedForm().offering()
    form.leader_name.data = current_actor().name
    return render_template("pages/task_forces/need.html", form=form, emergency=emergency)


@bp.post("/<int:emergency_id>/need")
@needs(Permission.CALL_OUT, Permission.DEMAND_ASK)
def open_need(emergency_id: int) -> BaseResponse | tuple[str, int]:
    """Look for people at once."""
    emergency, form = _needed_in(emergency_id), NeedForm().offering()
    position = carried_out(
        form,
        lambda: calls.open_need(current_actor(), emergency_id, form.need(clock.now())),
        refused_at="title",
    )
    if position is None:
        return render_template("pages/task_forces/need.html", form=form, emergency=emergency), 422
    flash(_("已直接开始招募，不用审核"), "ok")
    return redirect(url_for(".show", emergency_id=emergency_id), 303)


def _offering(form: EmergencyForm) -> EmergencyForm:
    return form.offering(queries.towns_without())


def _until(hours: int | None) -> datetime:
    """Whole minutes, so that looking twice says the same."""
    return clock.now().replace(second=0, microsecond=0) + timedelta(hours=hours or 0)


def _put_off(actor: Actor, town_id: int, until: datetime) -> list[ServiceSession]:
    return list(db.session.scalars(sessions_to_suspend(actor, town_id, clock.now(), until)))


def _shown(sessions: Iterable[ServiceSession]) -> str:
    """What was listed, to be compared with what would be put off now."""
    return "-".join(["0", *(str(session.id) for session in sessions)])


def _managed(emergency_id: int) -> Emergency:
    """An emergency for whoever may extend, end and review it."""
    if not may_open(current_actor()):
        raise Forbidden
    return queries.emergency(emergency_id)


def _needed_in(emergency_id: int) -> Emergency:
    """An emergency for whoever may look for people in it."""
    emergency = queries.emergency(emergency_id)
    if not _may_need(current_actor(), emergency):
        raise Forbidden
    return emergency


def _may_need(actor: Actor, emergency: Emergency) -> bool:
    """Whoever calls out, and the sites of the town."""
    reach = actor.reach(Permission.DEMAND_ASK)
    below = any(path.startswith(emergency.place.path) for path in reach.place_paths)
    return may_open(actor) or below or reach.covers(place_path=emergency.place.path)


def _review_page(emergency: Emergency, form: ReviewForm) -> str:
    found = queries.bypasses(emergency.id)
    return render_template(
        "pages/task_forces/review.html",
        emergency=emergency,
        form=form,
        rules=[(words, _times(found, rule)) for rule, words in BYPASSED.items()],
        safeguards=_safeguards(found),
        items=Counter(name for one in found for name in one.details.get("items", ())).most_common(),
        sessions=queries.suspended(found),
        calls=db.session.scalars(queries.call_outs(current_actor(), emergency.id)).all(),
        projects=queries.needs_of(emergency),
        now=clock.now(),
    )


def _times(found: Iterable[Bypass], rule: str) -> dict[str, Any]:
    """How often a rule gave way, and for how many people."""
    rows = [one for one in found if one.rule == rule]
    return {"times": len(rows), "people": sum(one.details.get("members", 0) for one in rows)}


def _safeguards(found: Iterable[Bypass]) -> list[tuple[str, int]]:
    counted = Counter(name for one in found for name in one.details.get("safeguards", ()))
    return [(str(SAFEGUARDS.get(name, name)), times) for name, times in counted.most_common()]

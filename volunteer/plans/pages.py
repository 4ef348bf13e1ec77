"""The committee's plans: made, looked over, sent; what they achieve and what they leave open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, PlaceKind
from volunteer.organization.permissions import Permission
from volunteer.plans import coverage, queries, review, service, words
from volunteer.plans.forms import PlanForm
from volunteer.plans.models import Plan
from volunteer.plans.states import PlanStatus
from volunteer.suggestions.gap_words import remedy_words, why_short
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_number, page_of

LEFT_PAGE_SIZE = 20

bp = Blueprint("plans", __name__)


@bp.get("/plans")
@needs(Permission.PLAN_RUN)
def index() -> str:
    """Every plan within reach, newest first."""
    found = page_of(queries.plans_seen(current_actor()))
    return render_template(
        "pages/plans/index.html",
        found=found,
        outcomes=review.outcomes_of([plan.id for plan in found.items], clock.now()),
    )


@bp.get("/plans/new")
@needs(Permission.PLAN_RUN)
def new() -> str:
    """What to plan for."""
    actor = current_actor()
    return _form(PlanForm(data={"unit_id": _widest(actor)}))


@bp.post("/plans/new")
@needs(Permission.PLAN_RUN)
def make() -> tuple[str, int] | Response:
    """Make a plan; it is shown before anybody hears of it."""
    actor, form = current_actor(), PlanForm()
    form.offering(_towns(), clock.today())
    plan = carried_out(
        form,
        lambda: service.propose(
            actor, form.unit_id.data, form.first_day.data, form.last_day.data, form.town_id.data or None
        ),
        refused_at="first_day",
    )
    if plan is None:
        return _form(form), 422
    return redirect(url_for(".show", plan_id=plan.id), 303)


@bp.get("/plans/<int:plan_id>")
@needs(Permission.PLAN_RUN)
def show(plan_id: int) -> str:
    """What the plan would achieve, and once it is sent how it is answered."""
    plan, now = queries.plan_seen(current_actor(), plan_id), clock.now()
    covered = coverage.coverage_of(plan, now)
    return render_template(
        "pages/plans/show.html",
        **_frame(plan),
        coverage=covered,
        short_sites=[site for site in covered.worst if site.fill.then < site.fill.heads],
        quality=coverage.quality(plan),
        consequences=coverage.consequences(plan) if plan.status == PlanStatus.DRAFT else None,
        how_near=words.how_near,
        answer_time=words.answer_time,
    )


@bp.get("/plans/<int:plan_id>/left")
@needs(Permission.PLAN_RUN)
def left(plan_id: int) -> str:
    """The places that the plan leaves open, why, and what would help."""
    actor = current_actor()
    plan = queries.plan_seen(actor, plan_id)
    page = page_number(len(plan.unfilled), LEFT_PAGE_SIZE)
    return render_template(
        "pages/plans/left.html",
        **_frame(plan),
        left=queries.positions_left(plan, LEFT_PAGE_SIZE, (page - 1) * LEFT_PAGE_SIZE),
        missing=sum(entry["missing"] for entry in plan.unfilled),
        remedies=words.remedy_totals(plan.unfilled),
        page=page,
        pages=max(1, -(-len(plan.unfilled) // LEFT_PAGE_SIZE)),
        may_find=actor.may(Permission.CLAIM_MANAGE),
        why_short=why_short,
        remedy_words=remedy_words,
    )


@bp.post("/plans/<int:plan_id>/solve")
@needs(Permission.PLAN_RUN)
def solve(plan_id: int) -> Response:
    """Work it out again: what is pinned stays, what was removed is not proposed again."""
    solved = service.solve(current_actor(), plan_id)
    flash(_("已重新计算"), "ok")
    if solved.given_up:
        flash(
            ngettext(
                "%(num)s 个固定的人选已不合适，没有保留",
                "%(num)s 个固定的人选已不合适，没有保留",
                solved.given_up,
            ),
            "warn",
        )
    return redirect(url_for(".show", plan_id=plan_id), 303)


@bp.post("/plans/<int:plan_id>/send")
@needs(Permission.PLAN_RUN)
def send(plan_id: int) -> Response:
    """Turn the plan into offers."""
    sent = service.send(current_actor(), plan_id, asks_next="asks_next" in request.form)
    flash(ngettext("已发出 %(num)s 份邀约", "已发出 %(num)s 份邀约", sent.sent), "ok")
    if sent.waiting:
        flash(ngettext("还有 %(num)s 份正在发出", "还有 %(num)s 份正在发出", sent.waiting), "info")
    if sent.refused:
        flash(ngettext("%(num)s 份没有发出，原因在名单里", "%(num)s 份没有发出，原因在名单里", sent.refused), "warn")
    return redirect(url_for(".show", plan_id=plan_id), 303)


@bp.post("/plans/<int:plan_id>/discard")
@needs(Permission.PLAN_RUN)
def discard(plan_id: int) -> Response:
    """Put the plan aside; nobody was told of it."""
    service.discard(current_actor(), plan_id)
    flash(_("已放弃这份方案，没有通知任何人"), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/plans/<int:plan_id>/ask-next")
@needs(Permission.PLAN_RUN)
def ask_next(plan_id: int) -> Response:
    """Go on asking the next best when somebody declines or does not answer, or stop it."""
    plan = service.ask_next(current_actor(), plan_id, bool(request.form.get("on")))
    flash(_("会自动邀请下一位") if plan.asks_next else _("不再自动邀请下一位"), "ok")
    return redirect(url_for(".show", plan_id=plan_id), 303)


def _frame(plan: Plan) -> dict[str, Any]:
    """What every page of a plan shows around its content."""
    return {"plan": plan, "outcomes": review.outcomes_of([plan.id], clock.now())[plan.id]}


def _form(form: PlanForm) -> str:
    return render_template("pages/plans/new.html", form=form.offering(_towns(), clock.today()))


def _widest(actor: Actor) -> int | None:
    """The highest unit that the actor may plan for."""
    paths = actor.reach(Permission.PLAN_RUN).unit_paths
    return int(min(paths, key=len).rstrip("/").rpartition("/")[2]) if paths else None


def _towns() -> list[tuple[int, str]]:
    statement = select(Place.id, Place.name).where(Place.kind == PlaceKind.TOWN).order_by(Place.code)
    return [(town_id, name) for town_id, name in db.session.execute(statement)]

"""Pages of missing hours: what a member declares, and the leader's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.activities.access import session_known
from volunteer.backfills import missing_queries, missing_service
from volunteer.backfills.desk_counts import desk_counts
from volunteer.backfills.forms import ServiceForm
from volunteer.backfills.missing_models import MissingHours, MissingStatus, MissingStepKind
from volunteer.backfills.missing_rules import answer_refusal, next_tier
from volunteer.backfills.words import MISSING_STEPS, PROOFS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.ledger.schemas import LONGEST_REASON
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import ServiceSession
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import page_of
from volunteer.web.wording import words

own_bp = Blueprint("own_missing_hours", __name__)
bp = Blueprint("missing_hours", __name__)


@own_bp.get("/me/missing-hours")
@signed_in
def index() -> str:
    """What one declared, and the sessions one may declare."""
    actor = _member()
    return render_template(
        "pages/backfills/own_missing.html",
        found=page_of(missing_queries.own(actor)),
        sessions=db.session.scalars(missing_queries.sessions_without_hours(actor, clock.now())).all(),
    )


@own_bp.get("/me/missing-hours/new")
@signed_in
def new() -> str:
    """The form, for a session (`?session=`) or as described."""
    _member()
    session = _session()
    form = _form(session)
    if session is not None:
        form.minutes.data = int((session.ends - session.starts).total_seconds() // 60)
    return _form_page(form, session)


@own_bp.post("/me/missing-hours/new")
@signed_in
def declare() -> BaseResponse | tuple[str, int]:
    """Declare it."""
    actor, session = _member(), _session()
    form = _form(session)
    missing = carried_out(
        form,
        lambda: missing_service.declare(actor, form.service(session.id if session else None), form.minutes.data or 0),
        refused_at="proof",
    )
    if missing is None:
        return _form_page(form, session), 422
    flash(_("已申报，等负责人核实答复"), "ok")
    return redirect(url_for(".show", missing_id=missing.id), 303)


@own_bp.get("/me/missing-hours/<int:missing_id>")
@signed_in
def show(missing_id: int) -> str:
    """One's own, with every step."""
    missing = missing_queries.one(_member(), missing_id)
    if missing.member_id != current_actor().member_id:
        raise Forbidden
    return _page(missing)


@own_bp.post("/me/missing-hours/<int:missing_id>/withdraw")
@signed_in
def withdraw(missing_id: int) -> BaseResponse:
    """Take it back."""
    missing_service.withdraw(_member(), missing_id)
    flash(_("已撤回申报"), "ok")
    return redirect(url_for(".index"), 303)


@own_bp.post("/me/missing-hours/<int:missing_id>/raise")
@signed_in
def take_higher(missing_id: int) -> BaseResponse | tuple[str, int]:
    """Take a refusal to the next tier."""
    return _with_reason(missing_id, missing_service.take_higher, _("已转请上一级复核"), url_for(".index"))


@bp.get("/hours/missing", endpoint="index")
@needs(Permission.HOURS_CONFIRM)
def index_of_leader() -> str:
    """What waits for one's answer, or what was answered."""
    actor, done = current_actor(), request.args.get("show") == "answered"
    rows = missing_queries.answered(actor) if done else missing_queries.to_answer(actor)
    return render_template(
        "pages/backfills/missing.html", found=page_of(rows), done=done, now=clock.now(), waiting=desk_counts(actor)
    )


@bp.get("/hours/missing/<int:missing_id>", endpoint="show")
@needs(Permission.HOURS_CONFIRM)
def show_to_leader(missing_id: int) -> str:
    """One, with what its member says and every step."""
    return _page(missing_queries.one(current_actor(), missing_id))


@bp.post("/hours/missing/<int:missing_id>/accept")
@needs(Permission.HOURS_CONFIRM)
def accept(missing_id: int) -> BaseResponse | tuple[str, int]:
    """Find it to be so."""
    try:
        missing_service.accept(current_actor(), missing_id)
    except Refused as refused:
        return _page(missing_queries.one(current_actor(), missing_id), words(refused)), 409
    flash(_("已认可，开始公示"), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/hours/missing/<int:missing_id>/refuse")
@needs(Permission.HOURS_CONFIRM)
def refuse(missing_id: int) -> BaseResponse | tuple[str, int]:
    """Say no, and why."""
    return _with_reason(missing_id, missing_service.refuse, _("已答复并告知本人"), url_for(".index"))


def _with_reason(
    missing_id: int, act: Callable[[Actor, int, str], Any], done: str, after: str
) -> BaseResponse | tuple[str, int]:
    reason = request.form.get("reason", "").replace("\x00", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        problem = _("请写明理由，不超过 %(most)s 字", most=LONGEST_REASON)
        return _page(missing_queries.one(current_actor(), missing_id), problem, reason), 422
    try:
        act(current_actor(), missing_id, reason)
    except (Refused, Invalid) as error:
        problem = words(error) if isinstance(error, Refused) else _("；").join(error.fields.values())
        return _page(missing_queries.one(current_actor(), missing_id), problem, reason), 409
    flash(done, "ok")
    return redirect(after, 303)


def _page(missing: MissingHours, problem: str | None = None, typed: str = "") -> str:
    actor = current_actor()
    own = missing.member_id == actor.member_id
    refused_by = [step.by for step in missing.steps if step.kind == MissingStepKind.REFUSED]
    refusal = answer_refusal(
        actor,
        member_account_id=missing.member.account_id,
        asked_path=missing.asked_unit.path,
        refused_by=refused_by,
    )
    return render_template(
        "pages/backfills/missing_show.html",
        missing=missing,
        own=own,
        may_answer=missing.status == MissingStatus.ASKED and refusal is None,
        may_raise=own and missing.status == MissingStatus.REFUSED and next_tier(missing.asked_unit.path) is not None,
        may_withdraw=own and missing.status in (MissingStatus.ASKED, MissingStatus.REFUSED),
        proof=PROOFS[missing.proof_kind],
        steps=MISSING_STEPS,
        now=clock.now(),
        problem=problem,
        typed=typed,
    )


def _form_page(form: ServiceForm, session: ServiceSession | None) -> str:
    return render_template("pages/backfills/missing_form.html", form=form, session=session)


def _form(session: ServiceSession | None) -> ServiceForm:
    form = ServiceForm()
    if session is not None:
        form.for_session()
    return form


def _session() -> ServiceSession | None:
    wanted = request.args.get("session", type=int)
    return session_known(wanted) if wanted is not None else None


def _member() -> Actor:
    actor = current_actor()
    if actor.member_id is None:
        raise Forbidden
    return actor

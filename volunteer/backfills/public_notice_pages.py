"""Pages of public notice: what stands there, objecting to hours, and the answer of the higher tier."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.backfills import loading, queries, service
from volunteer.backfills.desk_counts import desk_counts
from volunteer.backfills.public_notice import on_notice
from volunteer.backfills.queries import BackedView
from volunteer.backfills.rules import decide_refusal
from volunteer.backfills.words import PROOFS
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.ledger.models import ProposalStatus
from volunteer.ledger.schemas import LONGEST_REASON
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import page_of_list
from volunteer.web.wording import words

PAGE_SIZE = 50
LEAST_WORDS = 4

bp = Blueprint("public_notice", __name__)


@bp.get("/public-notices")
@signed_in
def index() -> str:
    """All that is on notice in one's network."""
    actor = current_actor()
    found = page_of_list(on_notice(actor, clock.today()), size=PAGE_SIZE)
    leads = actor.may(Permission.HOURS_CONFIRM)
    waiting = desk_counts(actor) if leads else {}
    return render_template("pages/backfills/public_notices.html", found=found, leads=leads, waiting=waiting)


@bp.get("/hours/<int:posted_id>/objection")
@signed_in
def objection(posted_id: int) -> str:
    """What one may object to, what one has said already; for those who decide, all that was said."""
    return _page(posted_id)


@bp.post("/hours/<int:posted_id>/objection")
@signed_in
def object_to(posted_id: int) -> tuple[str, int] | BaseResponse:
    """Object."""
    return _with_words(posted_id, service.object_to, _("已收到你的异议，核实期间暂停生效，答复会通知你"))


@bp.post("/hours/<int:posted_id>/objection/keep")
@needs(Permission.HOURS_CONFIRM)
def keep(posted_id: int) -> tuple[str, int] | BaseResponse:
    """Answer without change."""
    loading.read_one(current_actor(), posted_id)
    return _with_words(posted_id, service.keep, _("已答复，继续公示"))


@bp.post("/hours/<int:posted_id>/objection/refuse")
@needs(Permission.HOURS_CONFIRM)
def refuse(posted_id: int) -> tuple[str, int] | BaseResponse:
    """The objection is right."""
    loading.read_one(current_actor(), posted_id)
    return _with_words(posted_id, service.refuse_objected, _("已答复，这条时长不予认定"))


def _with_words(posted_id: int, act: Callable[[Actor, int, str], None], done: str) -> tuple[str, int] | BaseResponse:
    text = request.form.get("reason", "").replace("\x00", "").strip()
    if not LEAST_WORDS <= len(text) <= LONGEST_REASON:
        return _page(posted_id, _("请写清楚，4 到 %(most)s 个字", most=LONGEST_REASON), text), 422
    try:
        act(current_actor(), posted_id, text)
    except Refused as refused:
        return _page(posted_id, words(refused), text), 409
    flash(done, "ok")
    return redirect(url_for(".objection", posted_id=posted_id), 303)


def _page(posted_id: int, problem: str | None = None, typed: str = "") -> str:
    actor = current_actor()
    one = queries.concerning_one(actor, posted_id) if posted_id <= LARGEST_ID else None
    if one is None:
        raise NotVisible
    deciding = _may_decide(actor, one)
    own = queries.own_objections(actor, posted_id)
    standing = one.view.status in (ProposalStatus.ON_NOTICE, ProposalStatus.OBJECTED)
    return render_template(
        "pages/backfills/objection.html",
        one=one,
        proof=PROOFS[one.backing.proof_kind],
        deciding=deciding,
        objections=queries.objections_to(posted_id) if deciding else [],
        own=own,
        may_object=standing and not deciding and all(said.answered_at is not None for said in own),
        problem=problem,
        typed=typed,
    )


def _may_decide(actor: Actor, one: BackedView) -> bool:
    """Whether the actor may answer now; only then the names of those who objected are shown."""
    if one.view.status != ProposalStatus.OBJECTED or not actor.may(Permission.HOURS_CONFIRM):
        return False
    try:
        item = loading.read_one(actor, one.id)
    except NotVisible:
        return False
    return decide_refusal(actor, item.facts, item.backed) is None

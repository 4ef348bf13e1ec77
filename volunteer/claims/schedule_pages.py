"""The member's own days (日程): sessions by day, offers to answer, places to give back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.claims import answering, in_place, queries
from volunteer.claims.models import Claim
from volunteer.claims.outcomes import Taken
from volunteer.claims.past import past_claims
from volunteer.claims.rules import ASKED
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.projects.models import ServiceSession
from volunteer.web.guard import signed_in

PAGE_SIZE = 20

bp = Blueprint("schedule", __name__)


@bp.get("/schedule")
@signed_in
def index() -> str:
    """What waits for an answer, then today, then what is coming, day by day."""
    now = clock.now()
    mine = queries.claims_of_member(current_actor().member_id, now)
    claims = list(db.session.scalars(mine.where(Claim.status.in_(LIVE), ServiceSession.ends > now)))
    waiting = ASKED | {ClaimStatus.RECONFIRM}
    return render_template(
        "pages/schedule/index.html",
        to_answer=[claim for claim in claims if claim.status in waiting],
        days=_by_day([claim for claim in claims if claim.status not in waiting]),
        places=queries.waitlist_places(claims),
        now=now,
        today=clock.local(now).date(),
    )


@bp.get("/schedule/past")
@signed_in
def past() -> str:
    """What is over, newest first."""
    found = db.paginate(
        past_claims(current_actor().member_id, clock.now()),
        per_page=PAGE_SIZE,
        max_per_page=PAGE_SIZE,
        error_out=False,
    )
    return render_template("pages/schedule/past.html", found=found)


@bp.get("/claims/<int:claim_id>")
@signed_in
def show(claim_id: int) -> Response:
    """Where a notice of a claim leads: the member to the position, a leader to the project's people."""
    claim = answering.seen(current_actor(), claim_id).claim
    if claim.member_id == current_actor().member_id:
        return redirect(url_for("positions.detail", position_id=claim.position_id))
    return redirect(url_for("claims.people", project_id=claim.position.project_id))


@bp.post("/claims/<int:claim_id>/accept")
@signed_in
def accept(claim_id: int) -> Response:
    """Say yes."""
    taken = answering.accept(current_actor(), claim_id)
    words = {
        ClaimStatus.WAITLISTED: _("名额刚刚满了，你排在候补第一位"),
        ClaimStatus.REQUESTED: _("已提交，需本队负责人同意后生效"),
    }
    flash(words.get(ClaimStatus(taken.status), _("已确认，到时见")), "ok")
    return _back(taken)


@bp.post("/claims/<int:claim_id>/decline")
@signed_in
def decline(claim_id: int) -> Response:
    """Say no."""
    taken = answering.decline(current_actor(), claim_id)
    flash(_("已婉拒，没有任何影响，谢谢答复"), "ok")
    return _back(taken)


@bp.post("/claims/<int:claim_id>/release")
@signed_in
def release(claim_id: int) -> str | Response:
    """Give the place back; claiming again is the way back."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:500] or None
    taken = answering.release(current_actor(), claim_id, reason=reason)
    if in_place.wanted():
        return in_place.released(taken.position_id)
    if taken.member_id == current_actor().member_id:
        undo = url_for("positions.claim", position_id=taken.position_id)
        flash(in_place.message(_("名额已释放"), undo), "ok")
    else:
        flash(_("名额已收回，已告知本人"), "ok")
    return _back(taken)


def _by_day(claims: Sequence[Claim]) -> list[tuple[date, list[Claim]]]:
    by_day = groupby(claims, lambda claim: clock.local(claim.position.session.starts).date())
    return [(day, list(group)) for day, group in by_day]


def _back(taken: Taken) -> Response:
    return redirect(in_place.way_back(taken.position_id), 303)

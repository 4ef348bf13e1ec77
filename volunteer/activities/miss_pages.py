"""Absences and lateness: one's own with a word to say about it, those of one's people, a note taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.activities.misses import LEADERS_BACK, of_led_people, own_misses, seen
from volunteer.activities.taking_back import take_back_no_show
from volunteer.claims.explaining import explain
from volunteer.claims.rules import LONGEST_EXPLANATION, NO_SHOWS_COUNT_FOR
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.web.guard import needs, signed_in
from volunteer.web.links import inside
from volunteer.web.wording import words

PAGE_SIZE = 20

bp = Blueprint("misses", __name__)


@bp.get("/me/missed")
@signed_in
def own() -> str:
    """What one missed or was late for, and what one said about it."""
    actor = current_actor()
    misses = own_misses(actor, clock.now()) if actor.member_id is not None else []
    limit = setting_at(actor.unit_path or "", "no_show_limit", KNOBS["no_show_limit"].default)
    return render_template(
        "pages/misses/own.html", misses=misses, longest=LONGEST_EXPLANATION, limit=limit, days=NO_SHOWS_COUNT_FOR.days
    )


@bp.post("/claims/<int:claim_id>/explanation")
@signed_in
def say(claim_id: int) -> Response:
    """Say why."""
    try:
        explain(current_actor(), claim_id, request.form.get("text", ""))
        flash(_("已记下，只有你和负责人能看到"), "ok")
    except Invalid as invalid:
        flash(" ".join(map(str, invalid.fields.values())), "error")
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".own"), 303)


@bp.get("/people/missed")
@needs(Permission.CLAIM_MANAGE)
def led() -> str:
    """What the people one leads missed of late, with what they say."""
    now = clock.now()
    found = db.paginate(
        of_led_people(current_actor(), now), per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False
    )
    return render_template("pages/misses/led.html", found=found, misses=seen(found.items, now), days=LEADERS_BACK.days)


@bp.post("/sessions/<int:session_id>/gate/no-show/undo")
@signed_in
def take_back(session_id: int) -> Response:
    """Take a noted absence back."""
    member_id = request.form.get("member_id", type=int)
    if member_id is None or not 0 < member_id < 2**63:
        raise NotVisible
    try:
        take_back_no_show(current_actor(), session_id, member_id)
        flash(_("已撤销未到记录"), "ok")
    except Refused as refused:
        flash(_("名额已给了现场加入的人，请先增加本场人数") if refused.reason == "full" else words(refused), "error")
    back = inside(request.form.get("next")) or url_for("activities.gate", session_id=session_id)
    return redirect(back, 303)

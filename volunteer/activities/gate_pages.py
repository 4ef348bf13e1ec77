"""Beside the gate: its code on a big screen, people who come along, and the address in the QR code."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.activities import rules, service, walk_ups
from volunteer.activities.access import session_to_run
from volunteer.activities.forms import WalkUpForm
from volunteer.activities.gate_page import gate_page
from volunteer.activities.showing import shown
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.web.guard import public, signed_in
from volunteer.web.wording import words_of_another

bp = Blueprint("gates", __name__)


@bp.get("/g/<int:session_id>/<digits>")
@public
def scanned(session_id: int, digits: str) -> Response:
    """What the QR code holds: short, and the same for whoever is signed in and whoever has to sign in first."""
    return redirect(url_for("activities.check_in", session_id=session_id, code=digits))


@bp.get("/sessions/<int:session_id>/gate/screen")
@signed_in
def screen(session_id: int) -> str:
    """The code alone, as large as the screen is."""
    session = session_to_run(current_actor(), session_id)
    return render_template(
        "pages/activities/screen.html",
        session=session,
        shown=shown(service.show_code(current_actor(), session_id), session_id),
        period=rules.CODE_SECONDS,
    )


@bp.post("/sessions/<int:session_id>/gate/walk-up")
@signed_in
def walk_up(session_id: int) -> Response | tuple[str, int]:
    """Give somebody who comes along a place and tick them off."""
    session = session_to_run(current_actor(), session_id)
    form = WalkUpForm()
    form.offer(walk_ups.positions_with_room(session))
    if not form.validate():
        return gate_page(session, form), 422
    try:
        walk_ups.admit(current_actor(), session_id, form.position_id.data, form.member_id.data)
    except Refused as refusal:
        form.member_id.errors = [words_of_another(refusal.reason)]
        return gate_page(session, form), 409
    flash(_("已登记并点名：%(who)s", who=form.member_id.text), "ok")
    return redirect(url_for("activities.gate", session_id=session_id), 303)

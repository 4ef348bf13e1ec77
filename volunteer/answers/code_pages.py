"""The code that recipients scan, on the phone of whoever runs the session; it changes every minute."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for

from volunteer.activities.access import session_to_run
from volunteer.answers import instant, rules
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.current import current_actor
from volunteer.projects.models import ServiceSession
from volunteer.web.guard import signed_in
from volunteer.web.qr import qr_svg
from volunteer.web.wording import words

bp = Blueprint("rating_codes", __name__)


@bp.get("/sessions/<int:session_id>/rating-code")
@signed_in
def show(session_id: int) -> str:
    """The code, and how many have answered; how, they say to nobody here."""
    session = session_to_run(current_actor(), session_id)
    return render_template(
        "pages/answers/code.html",
        session=session,
        closed=_closed(session),
        code=qr_svg(address_of(session)),
        answered=instant.number_of(session),
        period=rules.WORD_SECONDS // 2,
        opens=session.starts if clock.now() < session.starts else None,
    )


def address_of(session: ServiceSession) -> str:
    """What the code opens, in any scanner."""
    base: str = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    return base + url_for("rate.scanned", rate_word=instant.word_of(session))


def _closed(session: ServiceSession) -> str | None:
    try:
        instant.check_open(session)
    except Refused as refused:
        return words(refused)
    return None

"""Whoever agreed to an older text is shown the one in force before anything else; read along with the actor."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from volunteer.accounts.rules import CONSENT_VERSION
from volunteer.people.identity import asked_along

AGREED = "consent_version"
ALONG = {AGREED: "a.consent_version"}
# Pages that stay open: the text itself and one's rights, signing out, how the device shows pages.
OPEN = frozenset({"accounts", "display", "own_data", "privacy"})


def init_app(app: Flask) -> None:
    """After the guard: who asks is known by then."""
    app.before_request(_ask)


def _ask() -> Response | None:
    agreed = asked_along(AGREED)
    if agreed is None or agreed == CONSENT_VERSION:
        return None
    if request.method != "GET" or request.blueprint in OPEN or request.endpoint == "static":
        return None
    return redirect(url_for("own_data.consent", next=request.full_path.rstrip("?")), 303)

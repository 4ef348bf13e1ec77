"""Where whoever finds a weakness tells us (RFC 9116)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app

from volunteer.kernel import clock
from volunteer.web.guard import public

HOLDS = timedelta(days=180)  # the RFC wants less than a year

bp = Blueprint("security_txt", __name__)


@bp.get("/.well-known/security.txt")
@public
def show() -> Response:
    """The contact that SECURITY_CONTACT names; 404 where nobody has set one."""
    contact: str = current_app.config["SECURITY_CONTACT"]
    if not contact:
        abort(404)
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    until = (clock.now() + HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {contact}",
        f"Expires: {until}",
        "Preferred-Languages: zh, en",
        f"Canonical: {base}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")

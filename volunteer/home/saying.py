"""The way to say something about the page one stands on (投诉建议)."""

from __future__ import annotations

from flask import request, url_for

# The part of an address that names a thing, and what a complaint calls it; the first that fits is meant.
NAMED = {
    "session_id": "session",
    "position_id": "position",
    "project_id": "project",
    "hours_id": "record",
    "posted_id": "record",
    "certificate_id": "certificate",
    "unit_id": "unit",
}


def say_url() -> str:
    """The form, about what the page shows; about the platform where it shows nothing of its own."""
    given = request.view_args or {}
    for name, about in NAMED.items():
        if isinstance(given.get(name), int):
            return url_for("complaint_links.new", about=about, id=given[name])
    return url_for("complaint_links.new")

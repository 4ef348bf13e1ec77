"""Where programs outside find a calendar: whole addresses, under the name that the platform is known by."""

from __future__ import annotations

from flask import current_app, url_for


def base_url() -> str:
    """What every address begins with."""
    address: str = current_app.config["PUBLIC_BASE_URL"]
    return address.rstrip("/")


def feed_address(token: str) -> str:
    """The address of a feed with this secret part."""
    return base_url() + url_for("calendars.feed", token=token)

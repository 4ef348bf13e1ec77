"""Addresses of static files that change when the file changes, so that browsers may keep them for long."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, url_for


def asset(name: str) -> str:
    """Return the address of a static file with its modification time as version.

    A bare name ("main.css") means a built file of ``static/dist``; a path ("img/icons.svg") a hand-written one.
    """
    filename = name if "/" in name else f"dist/{name}"
    return url_for("static", filename=filename, v=_version(filename))


def _version(filename: str) -> int | None:
    """Modification time in whole seconds, or None (no version) while the file is not built yet."""
    folder = current_app.static_folder
    if folder is None:
        return None
    try:
        return int((Path(folder) / filename).stat().st_mtime)
    except FileNotFoundError:
        return None

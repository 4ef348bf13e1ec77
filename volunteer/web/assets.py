"""Static files: addresses that change with the content, so that browsers may keep what they have for good."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

VERSION = "v"
FOR_GOOD = "public, max-age=31536000, immutable"


class PageSessions(SecureCookieSessionInterface):
    """Sessions for pages only: an answer that looked into the session varies by cookie, and files do not."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page; for a file, one that can only be read and is empty."""
        if request.path.startswith(f"{app.static_url_path}/"):
            return self.make_null_session(app)
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    """Let browsers keep static files that were asked for by their version."""
    app.session_interface = PageSessions()
    app.after_request(_keep_versioned)


def asset(name: str) -> str:
    """The address of a static file, with the digest of its content as version.

    A bare name ("main.css") means a built file of ``static/dist``; a path ("img/icons.svg") a hand-written one.
    """
    root, filename = current_app.static_url_path, name if "/" in name else f"dist/{name}"
    if current_app.debug:
        return request.script_root + _address(str(root), filename, version_of(filename))
    return request.script_root + _address_once(str(root), str(current_app.static_folder), filename)


def static_path(filename: str) -> Path:
    """Where a static file is."""
    return Path(str(current_app.static_folder)) / filename


def version_of(filename: str) -> str | None:
    """Digest of a static file, or None (no version) while it is not built yet."""
    return (_digest if current_app.debug else _digest_once)(static_path(filename))


def asked_file() -> str | None:
    """The static file this request asks for, if any."""
    return request.view_args["filename"] if request.endpoint == "static" and request.view_args else None


@lru_cache(maxsize=256)
def _address_once(root: str, folder: str, filename: str) -> str:
    """A page names some twenty icons."""
    return _address(root, filename, _digest_once(Path(folder) / filename))


def _address(root: str, filename: str, version: str | None) -> str:
    address = f"{root}/{quote(filename)}"
    return f"{address}?{VERSION}={version}" if version else address


@lru_cache(maxsize=256)
def _digest_once(path: Path) -> str | None:
    """A page names a hundred icons: outside of development a file is read once for each process."""
    return _digest(path)


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        return None


def _keep_versioned(response: Response) -> Response:
    filename = asked_file()
    if filename and response.status_code in (200, 304) and request.args.get(VERSION) == version_of(filename):
        response.headers["Cache-Control"] = FOR_GOOD
    return response

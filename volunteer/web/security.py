"""Security headers, the nonce of the content security policy, and CSRF for everything that comes with a cookie."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect

from volunteer.web.guard import is_api
from volunteer.web.town_maps import tile_origin

csrf = CSRFProtect()

F = TypeVar("F", bound=Callable[..., Any])
NO_COOKIE = "_no_cookie"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def init_app(app: Flask) -> None:
    """Install CSRF protection and headers."""
    csrf.init_app(app)
    app.before_request(_check_csrf)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """This response's nonce, made when a template asks for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def with_camera() -> None:
    """Let this response's page use the camera; its reader of QR codes runs as a worker made on the spot."""
    g.with_camera = True


def bearer() -> str | None:
    """The bearer token that came with the request."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def without_cookie(view: F) -> F:
    """For what programs of others call: it must heed no cookie, so there is nothing to forge."""
    setattr(view, NO_COOKIE, True)
    return view


def _check_csrf() -> None:
    if request.method not in UNSAFE or bearer():
        return
    if request.endpoint and hasattr(current_app.view_functions[request.endpoint], NO_COOKIE):
        return
    if is_api() and "_user_id" not in session:
        return  # no cookie speaks for anybody: nothing to forge
    csrf.protect()


def _images() -> str:
    """Own images, drawn ones, and the one host of the map tiles."""
    tiles = tile_origin(current_app.config["MAP_TILE_URL"])
    return f"'self' data: {tiles}" if tiles else "'self' data:"


def _headers(response: Response) -> Response:
    script = f"'self' 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'self'"
    camera, workers = ("(self)", "'self' blob:") if "with_camera" in g else ("()", "'self'")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src {script}; style-src 'self'; img-src {_images()}; connect-src 'self';"
        f" worker-src {workers};"
        " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = f"camera={camera}, geolocation=(self), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "_user_id" in session or bearer():
        response.headers.setdefault("Cache-Control", "no-store")
    return response

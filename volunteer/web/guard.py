"""Closed until opened: every endpoint declares `@public`, `@signed_in` or `@needs(permission)`.

The guard stands below the organization, so it asks a resolver that wiring registers who is acting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

F = TypeVar("F", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
DECLARED = "_access"


class Guarded(Protocol):
    """What the guard asks of whoever acts."""

    @property
    def signed_in(self) -> bool: ...
    def may(self, permission: Any) -> bool: ...


def public(view: F) -> F:
    """Open to everybody."""
    setattr(view, DECLARED, (PUBLIC,))
    return view


def signed_in(view: F) -> F:
    """Open to whoever is signed in; what they see is decided by scope and ownership."""
    setattr(view, DECLARED, (SIGNED_IN,))
    return view


def needs(*permissions: str) -> Callable[[F], F]:
    """Open to whoever holds one of the permissions somewhere; where it reaches is decided by scope."""

    def declare(view: F) -> F:
        setattr(view, DECLARED, tuple(permissions))
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> tuple[str, ...] | None:
    """What an endpoint declares, or None."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return (PUBLIC,)
    return getattr(app.view_functions[endpoint], DECLARED, None)


def open_endpoints(app: Flask, endpoints: tuple[str, ...]) -> None:
    """Declare endpoints public whose views come from a library."""
    for endpoint in endpoints:
        view = app.view_functions[endpoint]

        def opened(*args: Any, _view: Callable[..., Any] = view, **kwargs: Any) -> Any:
            return _view(*args, **kwargs)

        app.view_functions[endpoint] = public(opened)


def is_api() -> bool:
    """Whether the request speaks JSON rather than pages."""
    return request.path.startswith("/api/")


def acting() -> Any:
    """Who makes this request, resolved on first use."""
    if "actor" not in g:
        g.actor = current_app.extensions["actor_resolver"]()
    return g.actor


def init_app(app: Flask, resolver: Callable[[], Guarded]) -> None:
    """Put the guard before every request."""
    app.extensions["actor_resolver"] = resolver
    app.before_request(_check)


def _check() -> BaseResponse | Response | None:
    if request.endpoint is None:
        return None  # routing already failed: 404 or 405
    access = declared_access(current_app, request.endpoint)
    if access is None:
        abort(404)
    if access == (PUBLIC,):
        return None
    actor: Guarded = acting()
    if not actor.signed_in:
        if is_api():
            abort(401)
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target))
    if access != (SIGNED_IN,) and not any(actor.may(permission) for permission in access):
        abort(403)
    return None

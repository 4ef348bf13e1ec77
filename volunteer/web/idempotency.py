"""`@idempotent`: an Idempotency-Key makes a repeated request harmless (D32); `once` does the same for a page's form.

The key is written in the use case's own transaction: the decorator opens the transaction that the use case joins.
"""

from __future__ import annotations

import functools
import hmac
import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, make_response, request
from sqlalchemy import text

from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.sealed import seal, unseal
from volunteer.kernel.unit_of_work import transaction
from volunteer.web.guard import acting

PLACE = "idempotency_key.response"  # answers may hold phones
F = TypeVar("F", bound=Callable[..., Any])

_TAKE = text(
    "INSERT INTO idempotency_key (account_id, method, path, key, body_hash, created_at)"
    " VALUES (:account, :method, :path, :key, :body, :now)"
    " ON CONFLICT (account_id, method, path, key) DO UPDATE SET"
    " body_hash = excluded.body_hash, created_at = excluded.created_at, status = NULL, response = NULL"
    " WHERE idempotency_key.created_at < excluded.created_at - interval '24 hours' RETURNING 1"
)
_READ = text(
    "SELECT body_hash, status, response FROM idempotency_key"
    " WHERE account_id = :account AND method = :method AND path = :path AND key = :key"
)
_KEEP = text(
    "UPDATE idempotency_key SET status = :status, response = CAST(:response AS jsonb)"
    " WHERE account_id = :account AND method = :method AND path = :path AND key = :key"
)
_FREE = text(
    "DELETE FROM idempotency_key WHERE account_id = :account AND method = :method AND path = :path AND key = :key"
)


class KeyReused(Refused):
    """The same key with another body; answers 422 rather than 409."""

    def __init__(self) -> None:
        super().__init__("key_reused")


def idempotent(view: F) -> F:
    """Replay the stored 2xx answer of a request whose key was seen within 24 hours.

    Stands outermost under the route, above the schema decorators, so that it sees the finished response.
    """

    @functools.wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if not key:
            return view(*args, **kwargs)
        if len(key) > 200 or not key.isprintable():
            raise Invalid({"Idempotency-Key": "1–200"})
        actor = acting()
        body = _known_again(request.get_data())
        parameters = {"account": actor.account_id, "method": request.method, "path": request.path, "key": key}
        with transaction(actor) as work:
            if db.session.scalar(_TAKE, {**parameters, "body": body, "now": work.now}) is None:
                return _replay(parameters, body)
            response = make_response(view(*args, **kwargs))
            if response.status_code < 300:
                payload = json.dumps({"sealed": seal(json.dumps(response.get_json(silent=True)), PLACE)})
                db.session.execute(_KEEP, {**parameters, "status": response.status_code, "response": payload})
            else:
                db.session.execute(_FREE, parameters)
            return response

    return wrapped  # type: ignore[return-value]  # functools.wraps keeps the signature


def once(key: str | None, make: Callable[[], int]) -> int:
    """The id that `make` gives, or gave when this account sent the same form's key here within 24 hours.

    The key is kept in the transaction that `make` joins: a failed attempt leaves it free, a second press waits for
    the first. A form without a usable key is simply carried out.
    """
    if not key or len(key) > 200 or not key.isprintable():
        return make()
    actor = acting()
    parameters = {"account": actor.account_id, "method": request.method, "path": request.path, "key": key}
    with transaction(actor) as work:
        if db.session.scalar(_TAKE, {**parameters, "body": b"", "now": work.now}) is None:
            return int(db.session.execute(_READ, parameters).one().response)
        made = make()
        db.session.execute(_KEEP, {**parameters, "status": 303, "response": json.dumps(made)})
        return made


def _known_again(body: bytes) -> bytes:
    """What tells a body from another; with a secret, so that what was sent cannot be guessed from what is kept."""
    secret = current_app.config["SECRET_KEY"]
    return hmac.digest(secret.encode() if isinstance(secret, str) else secret, body, "sha256")


def _replay(parameters: dict[str, Any], body: bytes) -> Response:
    stored = db.session.execute(_READ, parameters).one()
    if bytes(stored.body_hash) != body:
        raise KeyReused
    if stored.status is None:
        raise Refused("stale")
    response = make_response(current_app.json.response(json.loads(unseal(stored.response["sealed"], PLACE))))
    response.status_code = stored.status
    response.headers["Idempotency-Replayed"] = "true"
    return response

"""Bearer tokens (D32)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response

from volunteer.accounts import service
from volunteer.accounts.admitting import Rejected
from volunteer.accounts.schemas import CredentialsIn, TokenOut
from volunteer.accounts.service import NewToken
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.web.api import blueprint, documented
from volunteer.web.errors import problem
from volunteer.web.guard import acting, public, signed_in
from volunteer.web.security import bearer
from volunteer.web.wording import words

blp = blueprint("accounts", __name__, "Bearer tokens")


@blp.route("/tokens", methods=["POST"])
@public
@blp.doc(security=[])
@blp.arguments(CredentialsIn)
@blp.response(201, TokenOut)
@documented(blp, 401, 409, 422)
def issue_token(credentials: dict[str, Any]) -> NewToken | Response:
    """Exchange user name and password for a token that lives for 12 hours.

    An account with a second factor answers 401 `otp_needed` without `otp`; a code counts once.
    """
    verdict = service.issue_token(acting(), credentials["username"], credentials["password"], credentials.get("otp"))
    if isinstance(verdict, NewToken):
        return verdict
    return _rejection(verdict)


@blp.route("/tokens/current", methods=["DELETE"])
@signed_in
@blp.response(204)
@documented(blp, 401, 404)
def revoke_token() -> None:
    """End the token that the request carries."""
    token = bearer()
    if token is None:
        raise NotVisible
    service.revoke_token(acting(), token)


def _rejection(rejected: Rejected) -> Response:
    refusal = Refused(rejected.reason)
    if rejected.reason == "locked":
        raise refusal
    response = problem(HTTPStatus.UNAUTHORIZED, words(refusal), rejected.reason)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response

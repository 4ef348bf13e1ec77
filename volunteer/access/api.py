"""JSON API of roles: one's own, handing them over, deputies."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.access import deputies, handover
from volunteer.access.holding import holding
from volunteer.access.schemas import DeputyIn, GrantOut, HandoverIn
from volunteer.accounts.queries import account_named
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.organization.models import Grant
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("roles", __name__, "Roles: one's own, handing them over, deputies")


@blp.route("/me/roles", methods=["GET"])
@signed_in
@blp.response(200, GrantOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def own_roles() -> Listing:
    """What one holds, or is going to."""
    held = select(Grant).where(Grant.account_id == current_actor().account_id, Grant.not_over(clock.now()))
    return Listing(held.order_by(Grant.id))


@blp.route("/handovers", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(HandoverIn)
@blp.response(201, GrantOut(many=True))
@documented(blp, 401, 404, 409)
def hand_over(data: dict[str, Any]) -> list[Grant]:
    """Hand roles over, with the projects, sessions and contacts that hang on the person; the new grants."""
    wanted = handover.Handover(
        grant_ids=data["grant_ids"], to_account_id=_account_id(data["username"]), since=data.get("since")
    )
    return handover.hand_over(current_actor(), wanted)


@blp.route("/grants/<int:grant_id>/deputies", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(DeputyIn)
@blp.response(201, GrantOut)
@documented(blp, 401, 404, 409)
def name_deputy(data: dict[str, Any], grant_id: int) -> Grant:
    """Name somebody who may do the same."""
    held = holding(current_actor(), grant_id, clock.now()).grant
    return deputies.name_deputy(current_actor(), held.id, _account_id(data["username"]), data.get("until"))


@blp.route("/grants/<int:grant_id>/end", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, GrantOut)
@documented(blp, 401, 404, 409)
def end_role(grant_id: int) -> Grant:
    """End a deputy's role, or that of a leader below."""
    return deputies.end_role(current_actor(), grant_id)


def _account_id(username: str) -> int:
    account = account_named(username)
    if account is None:
        raise Invalid({"username": str(_("没有这个用户名"))})
    return account.id

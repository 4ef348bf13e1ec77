"""JSON API of transfers."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.transfers import queries, service
from volunteer.transfers.models import Transfer
from volunteer.transfers.schemas import TransferFilters, TransferIn, TransferOut, TransferRefusal
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("transfers", __name__, "Members moving from one squad to another")


@blp.route("/transfers", methods=["GET"])
@signed_in
@blp.arguments(TransferFilters, location="query")
@blp.response(200, TransferOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_transfers(filters: dict[str, Any]) -> Listing:
    """Transfers of either side's leaders, one's own, and those one has asked for."""
    return Listing(queries.transfers(current_actor(), ended=filters["ended"]))


@blp.route("/transfers", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(TransferIn)
@blp.response(201, TransferOut)
@documented(blp, 401, 403, 404, 409)
def ask_for_transfer(new: service.NewTransfer) -> Transfer:
    """Ask for a transfer; done at once where the asker speaks for both sides."""
    return service.ask(current_actor(), new)


@blp.route("/transfers/<int:transfer_id>", methods=["GET"])
@signed_in
@blp.response(200, TransferOut)
@documented(blp, 401, 404)
def get_transfer(transfer_id: int) -> Transfer:
    """One transfer."""
    return queries.transfer(current_actor(), transfer_id)


@blp.route("/transfers/<int:transfer_id>/agree", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, TransferOut)
@documented(blp, 401, 403, 404, 409)
def agree_to_transfer(transfer_id: int) -> Transfer:
    """Agree for every side that one speaks for."""
    return service.agree(current_actor(), transfer_id)


@blp.route("/transfers/<int:transfer_id>/refuse", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(TransferRefusal)
@blp.response(200, TransferOut)
@documented(blp, 401, 403, 404, 409)
def refuse_transfer(data: dict[str, str], transfer_id: int) -> Transfer:
    """Say no for a side that has not agreed yet."""
    return service.refuse(current_actor(), transfer_id, data["reason"])


@blp.route("/transfers/<int:transfer_id>/withdraw", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, TransferOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_transfer(transfer_id: int) -> Transfer:
    """Take it back."""
    return service.withdraw(current_actor(), transfer_id)

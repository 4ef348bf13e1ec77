"""JSON API of thanks and commendations; in order of time, no ranking."""

from __future__ import annotations

from typing import Any

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.records import honour_queries as queries
from volunteer.records import honours as service
from volunteer.records.honour_schemas import (
    GivenHonourOut,
    HonourAnswerIn,
    HonourFilters,
    HonourIn,
    HonourObjectionIn,
    HonourStandingOut,
    HonourWithdrawalIn,
)
from volunteer.records.honour_shown import ShownHonour, shown
from volunteer.records.models import Honour
from volunteer.records.states import HonourStatus
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("honours", __name__, "Thanks, which count at once, and commendations, which are on public notice first")


@blp.route("/honours", methods=["GET"])
@needs(*queries.GIVERS)
@blp.arguments(HonourFilters, location="query")
@blp.response(200, GivenHonourOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_honours(filters: dict[str, str]) -> Listing:
    """What one's units and sites gave or were given, the latest first."""
    return Listing(queries.honours(current_actor(), withdrawn=filters["status"] == HonourStatus.WITHDRAWN))


@blp.route("/honours", methods=["POST"])
@needs(*queries.GIVERS)
@idempotent
@blp.arguments(HonourIn)
@blp.response(201, GivenHonourOut)
@documented(blp, 401, 403, 409)
def give_honour(new: service.NewHonour) -> Honour:
    """Say thanks, or propose a commendation, which goes on public notice."""
    return service.give(current_actor(), new)


@blp.route("/honours/<int:honour_id>", methods=["GET"])
@signed_in
@blp.response(200, HonourStandingOut)
@documented(blp, 401, 404)
def get_honour(honour_id: int) -> ShownHonour:
    """One of them; while it is on notice, for everybody of the network."""
    actor = current_actor()
    return shown(actor, queries.honour(actor, honour_id), clock.today())


@blp.route("/honours/<int:honour_id>/objection", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(HonourObjectionIn)
@blp.response(204)
@documented(blp, 401, 404, 409)
def object_to_honour(data: dict[str, Any], honour_id: int) -> None:
    """Object to a commendation on notice; it stands still until somebody else answers."""
    service.object_to(current_actor(), honour_id, data["text"])


@blp.route("/honours/<int:honour_id>/objection/answer", methods=["POST"])
@needs(Permission.RECORD_KEEP)
@idempotent
@blp.arguments(HonourAnswerIn)
@blp.response(200, GivenHonourOut)
@documented(blp, 401, 403, 404, 409)
def answer_objection(data: dict[str, Any], honour_id: int) -> Honour:
    """Answer the open objection: the notice goes on, or the commendation is taken back."""
    return service.answer(current_actor(), honour_id, uphold=data["uphold"], text=data["reason"])


@blp.route("/honours/<int:honour_id>/withdraw", methods=["POST"])
@needs(*queries.GIVERS)
@idempotent
@blp.arguments(HonourWithdrawalIn)
@blp.response(200, GivenHonourOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_honour(data: dict[str, Any], honour_id: int) -> Honour:
    """Take back what was given in error."""
    return service.withdraw(current_actor(), honour_id, data["reason"])

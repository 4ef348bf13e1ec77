"""JSON API of demands."""

from __future__ import annotations

from typing import Any

from volunteer.demands import queries, rating_service, service, undoing, vouching
from volunteer.demands.schemas import (
    DemandChange,
    DemandFiltersIn,
    DemandIn,
    DemandOut,
    DemandPatch,
    ForwardIn,
    PrivatePlaceOut,
    ReasonAllowed,
    ReasonGiven,
    demand_json,
    demands_json,
)
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("demands", __name__, "What communities ask for, from draft to close-out")


@blp.route("/demands", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(DemandFiltersIn, location="query")
@blp.response(200, DemandOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_demands(filters: dict[str, Any]) -> Listing:
    """Demands in sight: one's own, those of one's sites, those one's units answer for; the most pressing first."""
    return Listing(queries.demand_list(current_actor(), queries.DemandFilters(**filters), clock.now()), demands_json)


@blp.route("/demands", methods=["POST"])
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
@idempotent
@blp.arguments(DemandIn)
@blp.response(201, DemandOut)
@documented(blp, 401, 403, 409)
def post_demand(data: dict[str, Any]) -> dict[str, Any]:
    """A draft for a site, the operator's own by default; a unit's leaders ask on behalf of any."""
    return demand_json(service.post(current_actor(), data))


@blp.route("/demands/<int:demand_id>", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404)
def get_demand(demand_id: int) -> dict[str, Any]:
    """One demand with its timeline."""
    return demand_json(queries.one_demand(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>", methods=["PATCH"])
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
@idempotent
@blp.arguments(DemandPatch)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def edit_demand(data: dict[str, Any], demand_id: int) -> dict[str, Any]:
    """Rewrite a draft or returned demand; a site also what a unit asked for in its name."""
    actor, version = current_actor(), data.pop("version")
    demand = queries.one_demand(actor, demand_id)
    rewrite = vouching.correct if vouching.may_correct(actor, demand) else service.edit
    return demand_json(rewrite(actor, demand_id, version, data))


@blp.route("/demands/<int:demand_id>/submit", methods=["POST"])
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409, 422)
def submit_demand(demand_id: int) -> dict[str, Any]:
    """Hand it in."""
    return demand_json(service.submit(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>/vouch", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def vouch_for_demand(demand_id: int) -> dict[str, Any]:
    """The site says that it needs what a unit asked for in its name."""
    return demand_json(vouching.vouch(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>/accept", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def accept_demand(demand_id: int) -> dict[str, Any]:
    """Take it on."""
    return demand_json(service.accept(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>/return", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(ReasonGiven)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def return_demand(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """Ask the site for more."""
    return demand_json(service.return_(current_actor(), demand_id, data["reason"]))


@blp.route("/demands/<int:demand_id>/decline", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.arguments(ReasonGiven)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def decline_demand(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """Say no, and why."""
    return demand_json(service.decline(current_actor(), demand_id, data["reason"]))


@blp.route("/demands/<int:demand_id>/forward", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(ForwardIn)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def forward_demand(data: dict[str, Any], demand_id: int) -> dict[str, Any]:
    """Pass it on to another unit."""
    return demand_json(service.forward(current_actor(), demand_id, data["unit_id"], data["reason"]))


@blp.route("/demands/<int:demand_id>/undo", methods=["POST"])
@needs(Permission.DEMAND_HANDLE, Permission.DEMAND_FORWARD)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def undo_step(demand_id: int) -> dict[str, Any]:
    """Take back an acceptance or a passing on of one's own, within ten minutes and before anybody acted on it."""
    return demand_json(undoing.undo(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>/withdraw", methods=["POST"])
@needs(Permission.DEMAND_ASK, Permission.DEMAND_ASK_FOR)
@idempotent
@blp.arguments(ReasonAllowed)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_demand(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """Take it back before it is published."""
    return demand_json(service.withdraw(current_actor(), demand_id, data.get("reason")))


@blp.route("/demands/<int:demand_id>/change", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(DemandChange)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def change_demand(data: dict[str, Any], demand_id: int) -> dict[str, Any]:
    """More or fewer people, another time or place, after publishing."""
    reason = data.pop("reason", None)
    return demand_json(service.change(current_actor(), demand_id, data, reason))


@blp.route("/demands/<int:demand_id>/cancel", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(ReasonGiven)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def cancel_demand(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """No longer needed, after publishing."""
    return demand_json(service.cancel(current_actor(), demand_id, data["reason"]))


@blp.route("/demands/<int:demand_id>/reopen", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(ReasonGiven)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def reopen_demand(data: dict[str, str], demand_id: int) -> dict[str, Any]:
    """Do it again, story kept."""
    return demand_json(rating_service.reopen(current_actor(), demand_id, data["reason"]))


@blp.route("/demands/<int:demand_id>/close", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def close_demand(demand_id: int) -> dict[str, Any]:
    """Strike off unrated, after the call-back list got no answer."""
    return demand_json(rating_service.close(current_actor(), demand_id))


@blp.route("/demands/<int:demand_id>/private-place", methods=["POST"])
@needs(Permission.PRIVATE_PLACE_READ)
@blp.response(200, PrivatePlaceOut)
@documented(blp, 401, 403, 404)
def open_private_place(demand_id: int) -> PrivatePlace:
    """The guarded part of the place; each view is on record."""
    return service.open_private(current_actor(), demand_id)

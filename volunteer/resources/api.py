"""JSON API of resources and orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.resources import figures, orders, queries, service
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.schemas import (
    OrderFiltersIn,
    OrderIn,
    OrderOut,
    OrderReason,
    OrderReasonAllowed,
    ResourceFiltersIn,
    ResourceIn,
    ResourceOut,
    ResourcePatch,
    resources_json,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("resources", __name__, "What teams offer, and what sites order of it")


def _many(resources: Sequence[Resource]) -> list[dict[str, Any]]:
    now, ids = clock.now(), [resource.id for resource in resources]
    return resources_json(resources, figures.used_in_month(ids, now), figures.records(ids, now))


def _one(resource: Resource) -> dict[str, Any]:
    return _many([resource])[0]


@blp.route("/resources", methods=["GET"])
@needs(Permission.RESOURCE_MANAGE, Permission.RESOURCE_ORDER)
@blp.arguments(ResourceFiltersIn, location="query")
@blp.response(200, ResourceOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_resources(filters: dict[str, Any]) -> Listing:
    """What one's sites can order, and what one's units offer."""
    wanted = queries.ResourceFilters(**filters)
    rows = queries.narrowed(queries.in_sight(current_actor()), wanted, clock.today())
    return Listing(rows.order_by(Resource.id.desc()), _many)


@blp.route("/resources", methods=["POST"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.arguments(ResourceIn)
@blp.response(201, ResourceOut)
@documented(blp, 401, 403, 409)
def make_resource(data: dict[str, Any]) -> dict[str, Any]:
    """A draft of a unit within reach."""
    return _one(service.make(current_actor(), data))


@blp.route("/resources/<int:resource_id>", methods=["GET"])
@needs(Permission.RESOURCE_MANAGE, Permission.RESOURCE_ORDER)
@blp.response(200, ResourceOut)
@documented(blp, 401, 403, 404)
def get_resource(resource_id: int) -> dict[str, Any]:
    """One resource."""
    return _one(queries.one_resource(current_actor(), resource_id))


@blp.route("/resources/<int:resource_id>", methods=["PATCH"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.arguments(ResourcePatch)
@blp.response(200, ResourceOut)
@documented(blp, 401, 403, 404, 409)
def edit_resource(data: dict[str, Any], resource_id: int) -> dict[str, Any]:
    """Rewrite it; standing orders stay as they were agreed."""
    return _one(service.edit(current_actor(), resource_id, data.pop("version"), data))


@blp.route("/resources/<int:resource_id>/publish", methods=["POST"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.response(200, ResourceOut)
@documented(blp, 401, 403, 404, 409)
def publish_resource(resource_id: int) -> dict[str, Any]:
    """Sites can order it."""
    return _one(service.publish(current_actor(), resource_id))


@blp.route("/resources/<int:resource_id>/withdraw", methods=["POST"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.response(200, ResourceOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_resource(resource_id: int) -> dict[str, Any]:
    """It cannot be ordered any more."""
    return _one(service.withdraw(current_actor(), resource_id))


@blp.route("/resources/<int:resource_id>/orders", methods=["POST"])
@needs(Permission.RESOURCE_ORDER)
@idempotent
@blp.arguments(OrderIn)
@blp.response(201, OrderOut)
@documented(blp, 401, 403, 404, 409)
def place_order(data: dict[str, Any], resource_id: int) -> ResourceOrder:
    """Order it for a site: the demand is handed in to the team that offers it."""
    return orders.order(current_actor(), resource_id, data)


@blp.route("/orders", methods=["GET"])
@needs(Permission.RESOURCE_MANAGE, Permission.RESOURCE_ORDER)
@blp.arguments(OrderFiltersIn, location="query")
@blp.response(200, OrderOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_orders(filters: dict[str, Any]) -> Listing:
    """Orders of one's sites and of one's units; what waits for an answer first."""
    return Listing(queries.orders(current_actor(), queries.OrderFilters(**filters)))


@blp.route("/orders/<int:order_id>/accept", methods=["POST"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.response(200, OrderOut)
@documented(blp, 401, 403, 404, 409)
def accept_order(order_id: int) -> ResourceOrder:
    """Come; the demand is accepted with it."""
    return orders.accept(current_actor(), order_id)


@blp.route("/orders/<int:order_id>/decline", methods=["POST"])
@needs(Permission.RESOURCE_MANAGE)
@idempotent
@blp.arguments(OrderReason)
@blp.response(200, OrderOut)
@documented(blp, 401, 403, 404, 409)
def decline_order(data: dict[str, str], order_id: int) -> ResourceOrder:
    """Say no, and why; the demand is passed on or ends, as the site chose."""
    return orders.decline(current_actor(), order_id, data["reason"])


@blp.route("/orders/<int:order_id>/withdraw", methods=["POST"])
@needs(Permission.RESOURCE_ORDER)
@idempotent
@blp.arguments(OrderReasonAllowed)
@blp.response(200, OrderOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_order(data: dict[str, str], order_id: int) -> ResourceOrder:
    """Take it back, and the demand with it."""
    return orders.withdraw(current_actor(), order_id, data.get("reason"))

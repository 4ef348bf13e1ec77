"""JSON API of extensions."""

from __future__ import annotations

from typing import Any

from volunteer.deadlines import extensions, queries
from volunteer.deadlines.models import DemandExtension
from volunteer.deadlines.schemas import ExtensionFilters, ExtensionIn, ExtensionOut, ExtensionRefusal
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("extensions", __name__, "More time for a demand, decided by the next tier")


@blp.route("/extensions", methods=["GET"])
@needs(Permission.DEMAND_HANDLE)
@blp.arguments(ExtensionFilters, location="query")
@blp.response(200, ExtensionOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_extensions(filters: dict[str, Any]) -> Listing:
    """What waits for one's decision, soonest deadline first; with `all` whatever units in sight asked for."""
    return Listing(queries.extensions(current_actor(), open_only=not filters["all"]))


@blp.route("/demands/<int:demand_id>/extensions", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.arguments(ExtensionIn)
@blp.response(201, ExtensionOut)
@documented(blp, 401, 403, 404, 409)
def ask_for_extension(data: dict[str, Any], demand_id: int) -> DemandExtension:
    """Ask the next tier for a later day, before the deadline has passed."""
    return extensions.ask(current_actor(), demand_id, data["until"], data["reason"])


@blp.route("/extensions/<int:extension_id>/grant", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.response(200, ExtensionOut)
@documented(blp, 401, 403, 404, 409)
def grant_extension(extension_id: int) -> DemandExtension:
    """Agree; the site is told of the new day."""
    return extensions.grant(current_actor(), extension_id)


@blp.route("/extensions/<int:extension_id>/refuse", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.arguments(ExtensionRefusal)
@blp.response(200, ExtensionOut)
@documented(blp, 401, 403, 404, 409)
def refuse_extension(data: dict[str, str], extension_id: int) -> DemandExtension:
    """Say no, and why."""
    return extensions.refuse(current_actor(), extension_id, data["reason"])

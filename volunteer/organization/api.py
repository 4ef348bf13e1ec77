"""JSON API of the unit tree."""

from __future__ import annotations

from typing import Any

from volunteer.organization import queries, reshape, service
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.schemas import UnitClose, UnitFilters, UnitIn, UnitMerge, UnitOut, UnitPatch
from volunteer.organization.scope import get_visible
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("units", __name__, "The tree of brigades, teams and squads")


@blp.route("/units", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.arguments(UnitFilters, location="query")
@blp.response(200, UnitOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_units(filters: dict[str, Any]) -> Listing:
    """Units within reach, parents before their children."""
    return Listing(queries.units(current_actor(), **filters))


@blp.route("/units", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(UnitIn)
@blp.response(201, UnitOut)
@documented(blp, 401, 403, 409)
def create_unit(new: service.NewUnit) -> Unit:
    """Add a unit below another."""
    return service.create_unit(current_actor(), new)


@blp.route("/units/<int:unit_id>", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.response(200, UnitOut)
@documented(blp, 401, 403, 404)
def get_unit(unit_id: int) -> Unit:
    """One unit."""
    return get_visible(Unit, current_actor(), Permission.UNIT_READ, unit_id)


@blp.route("/units/<int:unit_id>", methods=["PATCH"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(UnitPatch)
@blp.response(200, UnitOut)
@documented(blp, 401, 403, 404, 409)
def update_unit(changes: dict[str, Any], unit_id: int) -> Unit:
    """Rename, move or set a unit."""
    version = changes.pop("version")
    return service.update_unit(current_actor(), unit_id, version, changes)


@blp.route("/units/<int:unit_id>/close", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(UnitClose)
@blp.response(200, UnitOut)
@documented(blp, 401, 403, 404, 409)
def close_unit(data: dict[str, int], unit_id: int) -> Unit:
    """Dissolve a unit in favour of a successor of the same tier."""
    return reshape.close_unit(current_actor(), unit_id, data["version"], data["successor_id"])


@blp.route("/units/<int:unit_id>/merge", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(UnitMerge)
@blp.response(200, UnitOut)
@documented(blp, 401, 403, 404, 409)
def merge_unit(data: dict[str, int], unit_id: int) -> Unit:
    """Dissolve a unit into another of the same tier, which takes over everything, the units below included."""
    return reshape.merge_unit(current_actor(), unit_id, data["version"], data["into_id"])

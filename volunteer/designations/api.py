"""JSON API of pioneer posts and responsibility areas."""

from __future__ import annotations

from typing import Any

from volunteer.designations import queries, service
from volunteer.designations.models import Designation
from volunteer.designations.schemas import DesignationEnd, DesignationFilters, DesignationIn, DesignationOut
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("designations", __name__, "Pioneer posts and responsibility areas of units and members")


@blp.route("/designations", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.arguments(DesignationFilters, location="query")
@blp.response(200, DesignationOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_designations(filters: dict[str, Any]) -> Listing:
    """What units and members within reach are named for, the latest first."""
    return Listing(queries.designations(current_actor(), queries.Wanted(**filters)))


@blp.route("/designations", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(DesignationIn)
@blp.response(201, DesignationOut)
@documented(blp, 401, 403, 409)
def name(new: service.NewDesignation) -> Designation:
    """Name a unit or a member for a post or an area."""
    return service.name(current_actor(), new)


@blp.route("/designations/<int:designation_id>/end", methods=["POST"])
@needs(Permission.MEMBER_MANAGE)
@idempotent
@blp.arguments(DesignationEnd)
@blp.response(200, DesignationOut)
@documented(blp, 401, 403, 404, 409)
def end(data: dict[str, Any], designation_id: int) -> Designation:
    """Set the last day."""
    return service.end(current_actor(), designation_id, data["version"], data.get("until"))

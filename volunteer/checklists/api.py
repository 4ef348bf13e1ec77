"""JSON API of the list."""

from __future__ import annotations

from typing import Any

from volunteer.checklists import queries, service
from volunteer.checklists.models import ChecklistItem
from volunteer.checklists.schemas import ChecklistItemIn, ChecklistItemOut, ChecklistItemPatch, ChecklistUnitIn
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("checklists", __name__, "What an organizer makes sure of before a project is published")


@blp.route("/checklist-items", methods=["GET"])
@signed_in
@blp.arguments(ChecklistUnitIn, location="query")
@blp.response(200, ChecklistItemOut(many=True))
@documented(blp, 401, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_items(wanted: dict[str, int]) -> Listing:
    """The items that hold for a unit, in their order."""
    if "unit_id" not in wanted:
        return Listing(queries.items_at(""))
    unit = db.session.get(Unit, wanted["unit_id"])
    if unit is None:
        raise NotVisible
    return Listing(queries.items_at(unit.path))


@blp.route("/checklist-items", methods=["POST"])
@needs(Permission.SETTING_MANAGE)
@idempotent
@blp.arguments(ChecklistItemIn)
@blp.response(201, ChecklistItemOut)
@documented(blp, 401, 403, 409)
def add_item(data: dict[str, Any]) -> ChecklistItem:
    """Ask for one more thing: of everybody, or below the caller's brigade."""
    return service.add(current_actor(), data)


@blp.route("/checklist-items/<int:item_id>", methods=["PATCH"])
@needs(Permission.SETTING_MANAGE)
@idempotent
@blp.arguments(ChecklistItemPatch)
@blp.response(200, ChecklistItemOut)
@documented(blp, 401, 403, 404, 409)
def change_item(data: dict[str, Any], item_id: int) -> ChecklistItem:
    """Reword, require or retire one."""
    return service.change(current_actor(), item_id, data.pop("version"), data)

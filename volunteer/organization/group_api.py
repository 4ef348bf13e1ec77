"""JSON API of collaboration groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.organization import groups
from volunteer.organization.current import current_actor
from volunteer.organization.group_schemas import GroupIn, GroupOut, OrganIn
from volunteer.organization.models import CollaborationGroup
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("groups", __name__, "Organs grouped for exchange and supervision")


@blp.route("/collaboration-groups", methods=["GET"])
@needs(Permission.UNIT_READ)
@blp.response(200, GroupOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_groups() -> Listing:
    """The groups within sight, as they were set up."""
    return Listing(groups.groups(current_actor()), convert=_shown)


@blp.route("/collaboration-groups", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(GroupIn)
@blp.response(201, GroupOut)
@documented(blp, 401, 403)
def make_group(data: dict[str, str]) -> dict[str, Any]:
    """Set up a group."""
    return _shown([groups.make_group(current_actor(), data["name"])])[0]


@blp.route("/collaboration-groups/<int:group_id>", methods=["PATCH"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(GroupIn)
@blp.response(200, GroupOut)
@documented(blp, 401, 403, 404)
def rename_group(data: dict[str, str], group_id: int) -> dict[str, Any]:
    """Give a group another name."""
    return _shown([groups.rename_group(current_actor(), group_id, data["name"])])[0]


@blp.route("/collaboration-groups/<int:group_id>/organs", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(OrganIn)
@blp.response(200, GroupOut)
@documented(blp, 401, 403, 404, 409)
def put_in(data: dict[str, int], group_id: int) -> dict[str, Any]:
    """Put an organ that is in no group into this one."""
    groups.put_into_group(current_actor(), group_id, data["organ_id"])
    return _one(group_id)


@blp.route("/collaboration-groups/<int:group_id>/organs/<int:organ_id>", methods=["DELETE"])
@needs(Permission.UNIT_MANAGE)
@blp.response(200, GroupOut)
@documented(blp, 401, 403, 404)
def take_out(group_id: int, organ_id: int) -> dict[str, Any]:
    """Take an organ out of the group."""
    groups.take_out_of_group(current_actor(), group_id, organ_id)
    return _one(group_id)


def _one(group_id: int) -> dict[str, Any]:
    return _shown([groups.group(current_actor(), group_id)])[0]


def _shown(found: Sequence[CollaborationGroup]) -> list[dict[str, Any]]:
    organs = groups.organ_ids([group.id for group in found])
    return [{"id": group.id, "name": group.name, "organ_ids": organs.get(group.id, [])} for group in found]

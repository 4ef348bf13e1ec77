"""JSON API of what divides units: it stands in this room because members go along."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.reshape import NewPart
from volunteer.organization.schemas import UnitOut
from volunteer.people.schemas import UnitSplit
from volunteer.people.splitting import split
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("unit_shape", __name__, "Units divided")


@blp.route("/units/<int:unit_id>/split", methods=["POST"])
@needs(Permission.UNIT_MANAGE)
@idempotent
@blp.arguments(UnitSplit)
@blp.response(201, UnitOut)
@documented(blp, 401, 403, 404, 409)
def split_unit(data: dict[str, Any], unit_id: int) -> Unit:
    """Set up a unit beside another that takes some of the units below it, or some of a squad's members."""
    part = NewPart(name=data["name"], short_name=data.get("short_name"), duty_phone=data.get("duty_phone"))
    return split(current_actor(), unit_id, data["version"], part, data["unit_ids"], data["member_ids"])

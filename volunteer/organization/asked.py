"""The unit that an address narrows a list to (`?unit=12`)."""

from __future__ import annotations

from flask import request

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.web.api import LARGEST_ID


def unit_asked_for(actor: Actor, permission: Permission) -> Unit | None:
    """The unit, if the actor may see it under the permission; None otherwise, which narrows nothing."""
    wanted = request.args.get("unit", type=int)
    if wanted is None or not 0 < wanted <= LARGEST_ID:
        return None
    return db.session.scalar(visible(Unit, actor, permission).where(Unit.id == wanted))

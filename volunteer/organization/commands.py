"""In whose name a command on the server acts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Role
from volunteer.organization.rules import ids_of


def unit_meant(unit_id: int | None) -> Unit | None:
    """The unit of this id; the top of the first network when none is named."""
    chosen = select(Unit).order_by(func.length(Unit.path), Unit.id).limit(1)
    return db.session.scalar(chosen if unit_id is None else chosen.where(Unit.id == unit_id))


def in_charge_of(unit: Unit, roles: Collection[Role], now: datetime) -> Actor | None:
    """The account that holds one of the roles over the unit: the nearest, then the longest in office."""
    statement = (
        select(Grant, Unit)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.unit_id.in_(ids_of(unit.path)),
            Grant.role.in_(roles),
            Grant.holds(now),
        )
        .order_by(func.length(Unit.path).desc(), Grant.since, Grant.id)
        .limit(1)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        return None
    grant, node = found
    view = GrantView(Role(grant.role), "unit", node.id, node.path, node.tier)
    return Actor(account_id=grant.account_id, grants=(view,))

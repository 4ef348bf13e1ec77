"""Who is to be told for a unit: a unit that nobody leads falls to the nearest one above that somebody does (D3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.rules import above


def nearest_holders(unit_id: int | None, permission: Permission, now: datetime) -> list[int]:
    """The accounts that hold a permission at the nearest unit, this one or one above, where anybody does."""
    own = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    statement = (
        select(Grant.account_id, Unit.path)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.role.in_(roles_with(permission)),
            func.starts_with(own, Unit.path),
            Grant.holds(now),
        )
        .order_by(func.length(Unit.path).desc(), Grant.account_id)
    )
    found = db.session.execute(statement).all()
    return list(dict.fromkeys(account_id for account_id, path in found if path == found[0].path))


def holders_of(unit_ids: Collection[int], permission: Permission, now: datetime) -> dict[int, list[int]]:
    """The same for many units at once, in two statements."""
    grants = select(Grant.account_id, Unit.path).join(Unit, Unit.id == Grant.unit_id)
    valid = (
        Grant.role.in_(roles_with(permission)),
        Grant.holds(now),
    )
    by_path: dict[str, list[int]] = {}
    for account_id, path in db.session.execute(grants.where(*valid).order_by(Grant.account_id)):
        by_path.setdefault(path, []).append(account_id)
    units = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))
    return {unit_id: list(dict.fromkeys(_nearest(by_path, path))) for unit_id, path in units}


def _nearest(by_path: Mapping[str, list[int]], path: str) -> list[int]:
    while path and path not in by_path:
        path = above(path)
    return by_path.get(path, [])

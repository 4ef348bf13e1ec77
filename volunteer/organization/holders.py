"""Who is to be told for a unit: a unit that nobody leads falls to the nearest one above that somebody does (D3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.organization.rules import above


def nearest_holders(unit_id: int | None, permission: Permission, now: datetime) -> list[int]:
    """The accounts that hold a permission at the nearest unit, this one or one above, where anybody does."""
    return _of_the_nearest(_held_over(unit_id, permission, now))


def seeing_to(account_id: int | None, unit_id: int | None, permission: Permission, now: datetime) -> list[int]:
    """Whoever began something, while they hold the permission over the unit; else whoever holds it nearest to it."""
    held = _held_over(unit_id, permission, now)
    still = [holder for holder, _path in held if holder == account_id]
    return still[:1] or _of_the_nearest(held)


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


def _held_over(unit_id: int | None, permission: Permission, now: datetime) -> Sequence[tuple[int, str]]:
    """(account, path of the unit where it holds the permission) for a unit and those above, the nearest first."""
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
    return [(account_id, path) for account_id, path in db.session.execute(statement)]


def _of_the_nearest(held: Sequence[tuple[int, str]]) -> list[int]:
    return list(dict.fromkeys(account_id for account_id, path in held if path == held[0][1]))


def _nearest(by_path: Mapping[str, list[int]], path: str) -> list[int]:
    while path and path not in by_path:
        path = above(path)
    return by_path.get(path, [])

"""`visible(Model, actor, permission)`: every query on a scoped table starts here.

A room registers for each of its tables how a reach becomes a condition; nothing else decides who sees what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import Permission
from volunteer.web.api import LARGEST_ID

M = TypeVar("M")
Rule = Callable[[Actor, Reach], ColumnElement[bool]]

_rules: dict[type[Any], Rule] = {}


def scoped(model: type[Any]) -> Callable[[Rule], Rule]:
    """Register how a reach limits the rows of a table."""

    def register(rule: Rule) -> Rule:
        _rules[model] = rule
        return rule

    return register


def visible(model: type[M], actor: Actor, permission: Permission) -> Select[M]:
    """The rows of a table that the actor may see under a permission."""
    return select(model).where(_rules[model](actor, actor.reach(permission)))


def get_visible(model: type[M], actor: Actor, permission: Permission, row_id: int, *, lock: bool = False) -> M:
    """One row by id, or NotVisible."""
    if row_id > LARGEST_ID:
        raise NotVisible
    statement = visible(model, actor, permission).where(model.id == row_id)  # type: ignore[attr-defined]  # mapped id
    if lock:
        statement = statement.with_for_update(key_share=True, of=model).execution_options(populate_existing=True)
    row = db.session.scalar(statement)
    if row is None:
        raise NotVisible
    return row


def require(actor: Actor, permission: Permission, unit_path: str | None = None, place_path: str | None = None) -> None:
    """Forbidden unless the actor holds the permission over the node."""
    if not actor.reach(permission).covers(unit_path, place_path):
        raise Forbidden


def under(path: InstrumentedAttribute[str], prefixes: tuple[str, ...]) -> ColumnElement[bool]:
    """The column holds a path at or below one of the prefixes."""
    return or_(false(), *(path.startswith(prefix, autoescape=True) for prefix in prefixes))


def unit_within(column: Any, reach: Reach) -> ColumnElement[bool]:
    """The column names a unit within reach."""
    if not reach.unit_paths:
        return false()
    inside: ColumnElement[bool] = column.in_(select(Unit.id).where(under(Unit.path, reach.unit_paths)))
    return inside


def answered_within(column: Any, reach: Reach) -> ColumnElement[bool]:
    """The column names a unit within reach, or a closed one whose successor is, however many took over in turn (D3)."""
    if not reach.unit_paths:
        return false()
    inside = select(Unit.id).where(under(Unit.path, reach.unit_paths)).cte(recursive=True)
    gone = select(Unit.id).join(inside, Unit.successor_id == inside.c.id)
    answered: ColumnElement[bool] = column.in_(select(inside.union(gone).c.id))
    return answered


def place_within(column: Any, reach: Reach) -> ColumnElement[bool]:
    """The column names a place within reach."""
    if not reach.place_paths:
        return false()
    inside: ColumnElement[bool] = column.in_(select(Place.id).where(under(Place.path, reach.place_paths)))
    return inside


@scoped(Unit)
def _units(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return under(Unit.path, reach.unit_paths)


@scoped(Place)
def _places(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return under(Place.path, reach.place_paths)

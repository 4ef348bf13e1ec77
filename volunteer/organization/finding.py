"""Units and sites found as people type them: any part of a name; of units also of its pinyin or its initials."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from volunteer.kernel.prefix import as_typed
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible

Town = aliased(Place, name="town")


def units_called(
    actor: Actor | None, q: str, *, tiers: Collection[str] = (), permission: Permission = Permission.UNIT_READ
) -> Select[Unit]:
    """Active units within reach (all without an actor) that hold every word typed.

    Those that begin with the first word stand first, parents before children. A word may be part of the full or short
    name ("公安 第一分队"), or of either as typed on a keyboard ("gongan", "gaj").
    """
    words = q.replace("\x00", "").split()
    within = visible(Unit, actor, permission) if actor else select(Unit)
    statement = within.where(Unit.status == UnitStatus.ACTIVE, *holding_words(q))
    if tiers:
        statement = statement.where(Unit.tier.in_(tiers))
    depth = func.length(Unit.path) - func.length(func.replace(Unit.path, "/", ""))
    return statement.order_by(*([_begins(words[0])] if words else []), depth, Unit.id)


def sites_called(q: str) -> Select[Place]:
    """Sites whose name or town's name holds every word typed, by town and name; they are public knowledge."""
    words = q.replace("\x00", "").split()
    holds = (
        or_(Place.name.contains(word, autoescape=True), Town.name.contains(word, autoescape=True)) for word in words
    )
    return (
        select(Place)
        .join(Town, Town.id == Place.parent_id)
        .where(Place.kind == PlaceKind.SITE, *holds)
        .options(contains_eager(Place.parent.of_type(Town)))
        .order_by(Town.code, Place.name, Place.id)
    )


def holding_words(q: str) -> list[ColumnElement[bool]]:
    """In a select of units: each word typed is part of a name, or of a name as typed on a keyboard."""
    return [_unit_holds(word) for word in q.replace("\x00", "").split()]


def _unit_holds(word: str) -> ColumnElement[bool]:
    typed = as_typed(word)
    ways = [
        (Unit.name, word),
        (Unit.short_name, word),
        *([(Unit.pinyin, typed), (Unit.initials, typed)] if typed else []),
    ]
    return or_(*(way.contains(text, autoescape=True) for way, text in ways))


def _begins(word: str) -> ColumnElement[int]:
    typed = as_typed(word)
    first = or_(
        Unit.name.startswith(word, autoescape=True),
        Unit.short_name.startswith(word, autoescape=True),
        Unit.pinyin.startswith(typed, autoescape=True),
        Unit.initials.startswith(typed, autoescape=True),
    )
    return case((first, 0), else_=1)

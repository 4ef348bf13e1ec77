"""Selects on the two trees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    any_,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.finding import holding_words
from volunteer.organization.models import Grant, Place, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import visible

Top = aliased(Unit, name="top")
LEADING = (Role.COMMITTEE, Role.TEAM_LEADER, Role.SQUAD_LEADER)


def units(
    actor: Actor, *, parent: int | None = None, tier: str | None = None, q: str | None = None, closed: bool = False
) -> Select[Unit]:
    """The units the actor may see, parents before their children."""
    statement = visible(Unit, actor, Permission.UNIT_READ)
    if not closed:
        statement = statement.where(Unit.status == UnitStatus.ACTIVE)
    if parent is not None:
        statement = statement.where(Unit.parent_id == parent)
    if tier:
        statement = statement.where(Unit.tier == tier)
    if q:
        statement = statement.where(*holding_words(q))
    return statement.order_by(func.length(Unit.path) - func.length(func.replace(Unit.path, "/", "")), Unit.id)


def tops(actor: Actor) -> Sequence[Unit]:
    """The highest units of what the actor may see: where the tree on a screen begins."""
    paths = actor.reach(Permission.UNIT_READ).unit_paths
    highest = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return db.session.scalars(select(Unit).where(Unit.path.in_(highest)).order_by(Unit.id)).all()


def way_to(unit: Unit) -> Sequence[Unit]:
    """The units above a unit, from the root down."""
    above = [unit_id for unit_id in ids_of(unit.path) if unit_id != unit.id]
    return db.session.scalars(select(Unit).where(Unit.id.in_(above)).order_by(func.length(Unit.path))).all()


def leaders(unit_id: int, now: datetime) -> Sequence[tuple[Grant, str]]:
    """(grant, name of the account) of those who lead a unit today, deputies last."""
    statement = (
        select(Grant, Account.name)
        .join(Account, Account.id == Grant.account_id)
        .where(
            Grant.unit_id == unit_id,
            Grant.role.in_(LEADING),
            Grant.holds(now),
        )
        .order_by(Grant.deputy, Grant.since, Grant.id)
    )
    return [(grant, name) for grant, name in db.session.execute(statement)]


def within_each(unit_ids: Collection[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """For a join of `Top` to Unit and for its where: each of some units with everything below it, itself included."""
    return from_top(Top.path), Top.id.in_(unit_ids)


def from_top(top: Any) -> ColumnElement[bool]:
    """The unit is, or hangs below, the one whose path another column or a subquery gives.

    Said as a range ("0" follows "/"): the index on paths answers that, other than a prefix not known beforehand.
    """
    end = func.concat(func.left(top, -1), "0")
    begins: ColumnElement[bool] = Unit.path.op("~>=~", is_comparison=True)(top)
    return and_(begins, Unit.path.op("~<~", is_comparison=True)(end))


def counted_below(
    unit_ids: Collection[int], counted: type[Any], unit_column: ColumnElement[int], *which: ColumnElement[bool]
) -> dict[int, int]:
    """By unit: the rows of a table that belong to it or to a unit below, and meet the conditions."""
    statement = counted_below_statement(unit_ids, counted, unit_column, *which)
    return {unit_id: count for unit_id, count in db.session.execute(statement)}


def counted_below_statement(
    unit_ids: Collection[int], counted: type[Any], unit_column: ColumnElement[int], *which: ColumnElement[bool]
) -> Select[int, int]:
    """(unit, number) of the rows of a table that belong to it or to a unit below; units without any are left out.

    The units below are found for one top after the other; joined all at once, the planner takes them for far too many.
    """
    within, these = within_each(unit_ids)
    each = select(Unit.id).where(within).offset(literal_column("0")).correlate(Top).lateral("below")
    return (
        select(Top.id, func.count(counted.id))
        .select_from(Top)
        .join(each, true())
        .join(counted, unit_column == each.c.id)
        .where(these, *which)
        .group_by(Top.id)
    )


def led_units(unit_ids: Collection[int], now: datetime) -> set[int]:
    """Those of the units that somebody leads today."""
    statement = select(Grant.unit_id).where(
        Grant.unit_id.in_(unit_ids),
        Grant.role.in_(LEADING),
        Grant.holds(now),
    )
    return {unit_id for unit_id in db.session.scalars(statement.distinct()) if unit_id is not None}


def child_numbers(unit_ids: Collection[int]) -> dict[int, int]:
    """How many active units hang directly below each."""
    statement = (
        select(Unit.parent_id, func.count())
        .where(Unit.parent_id.in_(unit_ids), Unit.status == UnitStatus.ACTIVE)
        .group_by(Unit.parent_id)
    )
    return {parent_id: number for parent_id, number in db.session.execute(statement) if parent_id is not None}


def organ_of_unit() -> ColumnElement[int]:
    """The organ of a unit, else of the nearest unit above that has one."""
    above = aliased(Unit)
    ancestors = cast(func.string_to_array(func.rtrim(Unit.path, "/"), "/"), ARRAY(BigInteger))
    nearest = (
        select(above.organ_id)
        .where(above.organ_id.is_not(None), above.id == any_(ancestors))
        .order_by(func.length(above.path).desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )
    return func.coalesce(Unit.organ_id, nearest)


def root_brigade() -> Unit:
    """The top brigade, which answers for whatever nobody else answers for."""
    unit = db.session.scalar(_root())
    if unit is None:
        raise Refused("no_brigade")
    return unit


def responsible_unit_for(place_id: int) -> Unit:
    """Who answers a place's demands (D5): its paired unit, else the nearest one paired above it, else the brigade."""
    path = db.session.scalar(select(Place.path).where(Place.id == place_id))
    if path is None:
        raise NotVisible
    paired = db.session.scalar(
        select(Unit)
        .join(Place, Place.paired_unit_id == Unit.id)
        .where(Place.id.in_(ids_of(path)), Unit.status == UnitStatus.ACTIVE)
        .order_by(func.length(Place.path).desc())
        .limit(1)
    )
    return paired or root_brigade()


def root_brigade_id() -> ScalarSelect[int]:
    """The id of the top brigade, for a statement."""
    return _root().with_only_columns(Unit.id).scalar_subquery()


def _root() -> Select[Unit]:
    return (
        select(Unit)
        .where(Unit.parent_id.is_(None), Unit.tier == Tier.BRIGADE, Unit.status == UnitStatus.ACTIVE)
        .order_by(Unit.id)
        .limit(1)
    )

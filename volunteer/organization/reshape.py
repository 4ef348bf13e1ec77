"""Units that are closed, merged or split. What hung on a closed one follows by reactions to `UnitClosed`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select, update

from volunteer.happenings.organization import UnitClosed, UnitSplit
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.belongings import Belonging, counting
from volunteer.organization.models import Place, Unit, UnitStatus
from volunteer.organization.rules import MACHINE, within
from volunteer.organization.service import NewUnit, create_unit
from volunteer.organization.tree import hang, lock_tree, named, shaped

UNITS = Belonging(
    count=counting(Unit.parent_id, Unit.status == UnitStatus.ACTIVE),
    words=lambda number: ngettext("%(num)s 个下级组织", "%(num)s 个下级组织", number),
)
SITES = Belonging(
    count=counting(Place.paired_unit_id),
    words=lambda number: ngettext("%(num)s 个结对社区", "%(num)s 个结对社区", number),
)


@dataclass(frozen=True, kw_only=True)
class NewPart:
    """What the new unit beside a divided one is called."""

    name: str
    short_name: str | None = None
    duty_phone: str | None = None


@use_case
def close_unit(work: Work, actor: Actor, unit_id: int, version: int, successor_id: int) -> Unit:
    """Dissolve a unit that has nothing below it, in favour of another of its tier."""
    lock_tree()
    unit = shaped(actor, unit_id, version)
    successor = _successor(actor, unit, "successor_id", successor_id)
    if db.session.scalar(_children(unit).limit(1)):
        raise Refused("has_subunits")
    return _dissolve(work, unit, successor)


@use_case
def merge_unit(work: Work, actor: Actor, unit_id: int, version: int, into_id: int) -> Unit:
    """Dissolve a unit into another of its tier, which takes over everything, the units below included."""
    lock_tree()
    unit = shaped(actor, unit_id, version)
    successor = _successor(actor, unit, "into_id", into_id)
    if within(successor.path, unit.path):
        raise Refused("cycle")
    for child in db.session.scalars(_children(unit)).all():
        hang(work, child, successor)
    return _dissolve(work, unit, successor)


@use_case
def split_unit(
    work: Work, actor: Actor, unit_id: int, version: int, part: NewPart, child_ids: Collection[int] = ()
) -> Unit:
    """Set up a unit beside another, like it, that takes some of the units below it. Returns the new one."""
    lock_tree()
    unit = shaped(actor, unit_id, version)
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    children = _chosen(unit, child_ids)
    new = NewUnit(
        parent_id=unit.parent_id or 0,
        tier=unit.tier,
        name=part.name,
        short_name=part.short_name,
        organ_id=unit.organ_id,
        duty_phone=part.duty_phone,
    )
    beside = create_unit(actor, new)
    beside.settings = dict(unit.settings)
    unit.version += 1
    for child in children:
        hang(work, child, beside)
    work.record(UnitSplit(subject_id=unit.id, unit_id=unit.id, details={"part_id": beside.id}))
    return beside


def _successor(actor: Actor, unit: Unit, field: str, unit_id: int) -> Unit:
    successor = named(actor, field, unit_id)
    if successor.id == unit.id or successor.tier != unit.tier or successor.status != UnitStatus.ACTIVE:
        raise Refused("successor_unfit")
    return successor


def _children(unit: Unit) -> Select[Unit]:
    return select(Unit).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.ACTIVE).order_by(Unit.id)


def _chosen(unit: Unit, child_ids: Collection[int]) -> Sequence[Unit]:
    children = db.session.scalars(_children(unit).where(Unit.id.in_(child_ids))).all()
    if len(children) != len(set(child_ids)):
        raise Invalid({"unit_ids": str(_("只能选择本组织在册的下级"))})
    return children


def _dissolve(work: Work, unit: Unit, successor: Unit) -> Unit:
    """Close the unit; whoever answered for earlier ones through it passes them on too."""
    MACHINE.move(unit, "close")
    unit.successor_id = successor.id
    unit.version += 1
    db.session.execute(
        update(Place)
        .where(Place.paired_unit_id == unit.id)
        .values(paired_unit_id=successor.id, version=Place.version + 1)
    )
    db.session.execute(
        update(Unit)
        .where(Unit.successor_id == unit.id)
        .values(successor_id=successor.id)
        .execution_options(synchronize_session=False)
    )
    work.record(UnitClosed(subject_id=unit.id, unit_id=unit.id, successor_id=successor.id))
    return unit

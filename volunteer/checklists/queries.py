"""Selects on the list: what holds for a unit, what somebody keeps."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from volunteer.checklists.models import ChecklistItem
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import unit_within
from volunteer.web.api import LARGEST_ID

IN_ORDER = (ChecklistItem.unit_id.is_not(None), ChecklistItem.unit_id, ChecklistItem.rank, ChecklistItem.id)


def holding_at(path: str) -> ColumnElement[bool]:
    """The item is in use, and holds for the unit at this path: it is everybody's, or that of a brigade above."""
    everybody = ChecklistItem.unit_id.is_(None)
    return ChecklistItem.retired.is_(False) & or_(everybody, ChecklistItem.unit_id.in_(ids_of(path)))


def items_at(path: str) -> Select[ChecklistItem]:
    """What holds for the unit at this path, everybody's first."""
    return select(ChecklistItem).where(holding_at(path)).order_by(*IN_ORDER)


def items_near(actor: Actor, brigade: Unit) -> Select[ChecklistItem]:
    """What holds for a brigade and what those below it added, for who keeps it; retired ones are among them."""
    reach = actor.reach(Permission.SETTING_MANAGE)
    near = or_(
        ChecklistItem.unit_id.is_(None),
        ChecklistItem.unit_id.in_(ids_of(brigade.path)),
        unit_within(ChecklistItem.unit_id, reach),
    )
    return select(ChecklistItem).where(near).options(joinedload(ChecklistItem.unit)).order_by(*IN_ORDER)


def keeps(actor: Actor, item: ChecklistItem) -> bool:
    """Whether the actor may change an item: one that everybody has belongs to the top."""
    reach = actor.reach(Permission.SETTING_MANAGE)
    return reach.whole_network if item.unit is None else reach.covers(item.unit.path)


def one_item(item_id: int, *, lock: bool = False) -> ChecklistItem:
    """An item, or NotVisible."""
    statement = select(ChecklistItem).where(ChecklistItem.id == min(item_id, LARGEST_ID))
    held = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(held if lock else statement)
    if found is None:
        raise NotVisible
    return found


def brigade_of(actor: Actor) -> Unit:
    """The brigade whose list the actor keeps: the highest one within reach."""
    paths = actor.reach(Permission.SETTING_MANAGE).unit_paths
    found = db.session.get(Unit, ids_of(min(paths, key=len))[-1]) if paths else None
    if found is None:
        raise NotVisible
    return found

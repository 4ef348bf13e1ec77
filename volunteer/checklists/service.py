"""Changes to the list: a brigade adds to what holds above it, and rewords what is its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from volunteer.checklists.models import ChecklistItem
from volunteer.checklists.queries import brigade_of, keeps, one_item
from volunteer.checklists.shipped import STEP, shipped_items
from volunteer.happenings.checklists import ChecklistListed
from volunteer.kernel.database import db, table_of
from volunteer.kernel.errors import Forbidden, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission

TAKEN = {"uq_checklist_item_unit_id_name": "checklist_name_taken"}


@use_case
def add(work: Work, actor: Actor, values: Mapping[str, Any]) -> ChecklistItem:
    """A new item behind the others: for everybody when the actor keeps the whole network, else below their brigade."""
    everybody = actor.reach(Permission.SETTING_MANAGE).whole_network
    item = ChecklistItem(unit_id=None if everybody else brigade_of(actor).id, rank=_last_rank() + STEP, **values)
    db.session.add(item)
    with refusing(TAKEN):
        db.session.flush()
    _tell(work, item, values)
    return item


@use_case
def change(work: Work, actor: Actor, item_id: int, version: int, values: Mapping[str, Any]) -> ChecklistItem:
    """Reword, require, retire or bring back; what was ticked stays ticked."""
    item = one_item(item_id, lock=True)
    if not keeps(actor, item):
        raise Forbidden
    if item.version != version:
        raise Refused("stale")
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    for name, value in changed.items():
        setattr(item, name, value)
    if changed:
        item.version += 1
        with refusing(TAKEN):
            db.session.flush()
        _tell(work, item, changed)
    return item


@use_case
def restore_shipped(work: Work, actor: Actor) -> int:
    """Add those that came with the program and are missing; what was edited or retired stays. How many were added."""
    if not actor.reach(Permission.SETTING_MANAGE).whole_network:
        raise Forbidden
    statement = insert(table_of(ChecklistItem)).values(list(shipped_items())).on_conflict_do_nothing()
    added = len(db.session.execute(statement.returning(literal(1))).all())
    if added:
        work.record(ChecklistListed(subject_id=0, details={"added": added}))
    return added


def _last_rank() -> int:
    return db.session.scalar(select(func.max(ChecklistItem.rank))) or 0


def _tell(work: Work, item: ChecklistItem, values: Mapping[str, Any]) -> None:
    work.record(ChecklistListed(subject_id=item.id, unit_id=item.unit_id, details={"fields": sorted(values)}))

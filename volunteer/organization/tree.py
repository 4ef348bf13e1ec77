"""What every change of the tree's shape is made of: the lock, who may, and hanging a subtree elsewhere."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from volunteer.happenings.organization import UnitMoved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.models import Organ, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import above, may_hang_under, within
from volunteer.organization.scope import get_visible, require, visible

TREE_LOCK = 0x554E4954  # one change of the tree's shape at a time: two moves at once could close a circle


def lock_tree() -> None:
    """Nobody else changes the shape of the tree until this transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(TREE_LOCK)))


def keep_tree() -> None:
    """The tree keeps its shape until this transaction ends; any number may ask for that, before they lock a member.

    Whoever means to change the shape asks for `lock_tree` instead, not after this.
    """
    db.session.execute(select(func.pg_advisory_xact_lock_shared(TREE_LOCK)))


def managed(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may change, locked."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id, lock=True)
    require(actor, Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


def shaped(actor: Actor, unit_id: int, version: int) -> Unit:
    """A unit whose place in the tree the actor may change, locked: that is the business of whoever manages above it."""
    unit = managed(actor, unit_id)
    check_version(unit, version)
    if not may_shape(actor, unit):
        raise Forbidden
    return unit


def may_shape(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may move, merge, split or close the unit. The top of a tree stays where it is."""
    over = above(unit.path)
    return bool(over) and actor.reach(Permission.UNIT_MANAGE).covers(unit_path=over)


def named(actor: Actor, field: str, unit_id: int) -> Unit:
    """Another unit named in a field of the input, as it is now that the tree is locked."""
    asked = visible(Unit, actor, Permission.UNIT_READ).where(Unit.id == unit_id)
    unit = db.session.scalar(asked.execution_options(populate_existing=True))
    if unit is None:
        raise Invalid({field: str(_("没有这个组织"))})
    require(actor, Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


def check_version(unit: Unit, version: int) -> None:
    """Refused("stale") when somebody else has changed the unit since it was read."""
    if unit.version != version:
        raise Refused("stale")


def check_organ(organ_id: int | None) -> None:
    """The organ named exists."""
    if organ_id is not None and db.session.get(Organ, organ_id) is None:
        raise Invalid({"organ_id": str(_("没有这个机关单位"))})


def check_parent(tier: str, parent: Unit) -> None:
    """A unit of the tier may hang under this parent today."""
    if parent.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    if not may_hang_under(tier, parent.tier):
        raise Refused("wrong_tier")


def hang(work: Work, unit: Unit, parent: Unit) -> None:
    """Hang a subtree under another parent: one statement rewrites every path in it."""
    if within(parent.path, unit.path):
        raise Refused("cycle")
    check_parent(unit.tier, parent)
    before, old, new = unit.parent_id, unit.path, f"{parent.path}{unit.id}/"
    unit.parent_id = parent.id
    db.session.flush()
    db.session.execute(
        update(Unit)
        .where(Unit.path.startswith(old, autoescape=True))
        .values(path=func.concat(new, func.substr(Unit.path, len(old) + 1)))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    work.record(UnitMoved(subject_id=unit.id, unit_id=unit.id, details={"from": before, "to": parent.id}))

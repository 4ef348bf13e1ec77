"""Who may make task forces, call people out, and look at a board.

Calling out is for holders of CALL_OUT over the calling unit (the committee), and for whoever leads a task force or
pioneer team: a grant of squad leader at the force itself, or a grant above it. A force's leader reaches the members
drawn into it although they stand in other squads, but only through the force: `unit_within` stays as it is everywhere
else, so nothing of theirs can be seen or changed beyond calling them out and reading the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, false, or_, select, true

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, unit_within, visible
from volunteer.task_forces.rules import FORCES


def leads_force(actor: Actor, unit: Unit) -> bool:
    """Whether the unit is a force that the actor leads, or stands above."""
    return unit.tier in FORCES and actor.reach(Permission.CLAIM_MANAGE).covers(unit.path)


def may_call(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may call people out in the name of the unit."""
    return actor.reach(Permission.CALL_OUT).covers(unit.path) or leads_force(actor, unit)


def may_manage(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may draw members into a force, let them go, and dissolve it."""
    return unit.tier in FORCES and actor.reach(Permission.UNIT_MANAGE).covers(unit.path)


def force_seen(actor: Actor, unit_id: int, *, lock: bool = False) -> Unit:
    """A force within reach, or NotVisible."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id, lock=lock)
    if unit.tier not in FORCES:
        raise NotVisible
    return unit


def force_managed(actor: Actor, unit_id: int) -> Unit:
    """A force that the actor may change, its row locked."""
    unit = force_seen(actor, unit_id, lock=True)
    if not may_manage(actor, unit):
        raise Forbidden
    return unit


def calling_unit(actor: Actor, unit_id: int) -> Unit:
    """An active unit in whose name the actor may call."""
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    if not may_call(actor, unit) or unit.status != UnitStatus.ACTIVE:
        raise Forbidden
    return unit


def forces_to_call(actor: Actor) -> Sequence[Unit]:
    """The forces that the actor may call out, by name."""
    active = visible(Unit, actor, Permission.UNIT_READ).where(
        Unit.tier.in_(FORCES), Unit.status == UnitStatus.ACTIVE, calling(actor, Unit.id)
    )
    return db.session.scalars(active.order_by(Unit.name, Unit.id)).all()


def calling(actor: Actor, unit_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The column names a unit in whose name the actor may call."""
    forces = unit_id.in_(select(Unit.id).where(Unit.tier.in_(FORCES)))
    led = unit_within(unit_id, actor.reach(Permission.CLAIM_MANAGE)) & forces
    return or_(unit_within(unit_id, actor.reach(Permission.CALL_OUT)), led)


def may_open(actor: Actor) -> bool:
    """Whether the actor may open, extend, close and review emergencies: towns belong to the whole network."""
    return actor.reach(Permission.CALL_OUT).whole_network


def answers_seen(actor: Actor, unit: Unit, column: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Which answers to a unit's call the actor may see: the caller all, others those of their own subtree."""
    if may_call(actor, unit):
        return true()
    reach = actor.reach(Permission.MEMBER_READ)
    return unit_within(column, reach) if reach else false()

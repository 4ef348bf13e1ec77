"""Emergencies and call-outs in the small city, as the committee makes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.support.world import World
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Tier, Unit
from volunteer.task_forces import calls, emergencies, forces
from volunteer.task_forces.calls import Need, Whom
from volunteer.task_forces.models import CallOut, Emergency


def an_emergency(world: World, town: str = "town_1", days: float = 1) -> Emergency:
    """Emergency mode, opened by the committee."""
    ends = clock.now() + timedelta(days=days)
    return emergencies.open_emergency(world.actor("committee"), world.places[town].id, "台风蓝色预警", ends)


def a_need(world: World, **values: Any) -> Need:
    """Sandbags at site_1 for two people, mustering in half an hour."""
    usual: dict[str, Any] = {
        "title": "搬运沙袋",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "muster_point": "党群服务中心门口",
        "headcount": 2,
        "muster_minutes": 30,
        "ends": clock.now() + timedelta(hours=5),
        "leader_name": "陈队长",
        "leader_phone": "13900001111",
    }
    return Need(**{**usual, **values})


def call_everybody(world: World, **values: Any) -> CallOut:
    """The committee calls the whole brigade."""
    return calls.call_out(world.actor("committee"), Whom(unit_id=world.units["brigade"].id), a_need(world, **values))


def a_force(world: World, *members: str, leader: str | None = None, maker: str = "committee") -> Unit:
    """A task force of the brigade with these members in it."""
    unit = forces.make(
        world.actor(maker),
        forces.NewForce(
            parent_id=world.units["brigade" if maker == "committee" else "team_a"].id,
            name="抗台突击队",
            purpose="台风期间转移安置",
            tier=Tier.TASK_FORCE,
            leader_id=world.members[leader].id if leader else None,
        ),
    )
    if members:
        forces.draw(world.actor(maker), unit.id, [world.members[name].id for name in members])
    return unit


def claim_of(world: World, member: str, made: CallOut) -> Claim:
    """The latest claim of a member on a call-out's position, read afresh."""
    db.session.expire_all()
    own = select(Claim).where(Claim.member_id == world.members[member].id, Claim.position_id == made.position_id)
    return db.session.scalars(own.order_by(Claim.id.desc()).limit(1)).one()

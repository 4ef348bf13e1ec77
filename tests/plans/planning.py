"""What the tests of plans say often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.plans import service
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.states import PairStatus
from volunteer.projects.models import Position

Pair = tuple[int, int]


def proposed(world: World, *, unit: str = "brigade", town: str | None = None, days: int = 13) -> Plan:
    """A solved plan from today on, by the committee."""
    today = clock.today()
    town_id = world.places[town].id if town else None
    return service.propose(world.actor("committee"), world.units[unit].id, today, today + timedelta(days=days), town_id)


def pairs(plan: Plan, *statuses: PairStatus) -> set[Pair]:
    """(position, member) of the plan's pairs in these states, proposed by default."""
    wanted = statuses or (PairStatus.PROPOSED,)
    rows = select(PlanPair.position_id, PlanPair.member_id).where(
        PlanPair.plan_id == plan.id, PlanPair.status.in_(wanted)
    )
    return {(position, member) for position, member in db.session.execute(rows)}


def one_place(world: World, **values: Any) -> Position:
    """A position with a single place."""
    return world.project(headcount=1, **values).positions[0]


def name_of(world: World, member_id: int) -> str:
    """Who that is in the small city."""
    return next(name for name, member in world.members.items() if member.id == member_id)

"""Plans as rows: what the pages show does not hang on what the engine would choose today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.states import PairStatus
from volunteer.projects.models import Position

CONTRIBUTIONS = {"proximity": 300, "skill": 125, "registered": 0, "need": 150, "interest": 0, "load": 0}


def a_draft(world: World, **values: Any) -> Plan:
    """A plan of the brigade for the coming two weeks, worked out and not sent."""
    today = clock.today()
    defaults: dict[str, Any] = {
        "unit_id": world.units["brigade"].id,
        "first_day": today,
        "last_day": today + timedelta(days=13),
        "created_by": world.accounts["committee"].id,
        "created_at": clock.now(),
        "solved_at": clock.now(),
        "members": 4,
        "positions": 1,
        "places": 2,
        "objective": 2149,
        "bound": 2149,
        "unfilled": [],
    }
    plan = Plan(**{**defaults, **values})
    db.session.add(plan)
    db.session.commit()
    return plan


def propose(
    world: World, plan: Plan, position: Position, *names: str, status: PairStatus = PairStatus.PROPOSED, **values: Any
) -> list[PlanPair]:
    """Members meant for a position of the plan, each scored a little lower than the one before."""
    pairs = [
        PlanPair(
            plan_id=plan.id,
            position_id=position.id,
            member_id=world.members[name].id,
            status=status,
            **{"score": 575 - place, "distance_m": 1200, "reasons": CONTRIBUTIONS, **values},
        )
        for place, name in enumerate(names)
    ]
    db.session.add_all(pairs)
    db.session.commit()
    return pairs


def left_open(position: Position, missing: int, **reasons: int) -> dict[str, Any]:
    """What a plan keeps of a position it could not fill."""
    counts = dict.fromkeys(("excluded", "overlap", "no_skill", "not_free", "too_far", "assigned_elsewhere"), 0)
    recruit = {
        "kind": "recruit",
        "heads": missing,
        "skill": position.skill,
        "level": position.level,
        "able": reasons.get("too_far", 0),
    }
    return {"position": position.id, "missing": missing, "reasons": {**counts, **reasons}, "remedies": [recruit]}

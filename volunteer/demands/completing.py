"""What somebody without an account could not know is filled in by the site, before or while the unit answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volunteer.demands.content import CONTENT, checked
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import BEFORE_PUBLISHING
from volunteer.demands.steps import cover, note, tell
from volunteer.happenings.demands import DemandCompleted
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission

COMPLETED = ("category", "title", "skill", "headcount", "starts", "ends", "public_place")


def completable(demand: Demand) -> bool:
    """It was asked for without an account, and no project answers it yet."""
    return demand.asker_id is None and demand.status in BEFORE_PUBLISHING


@use_case
def complete(work: Work, actor: Actor, demand_id: int, version: int, changes: Mapping[str, Any]) -> Demand:
    """Fix the time, the category, how many helpers; the words of whoever asked stay as they are."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_ASK)
    if demand.version != version:
        raise Refused("stale")
    if not completable(demand):
        raise Refused("not_in_this_state", step="complete", status=demand.status)
    current = {name: getattr(demand, name) for name in CONTENT}
    wanted = {name: changes[name] for name in COMPLETED if name in changes}
    values = checked({**current, **wanted}, work.now)
    changed = sorted(name for name, value in values.items() if value != current[name])
    if not changed:
        raise Refused("nothing_changed")
    for name in changed:
        setattr(demand, name, values[name])
    demand.version += 1
    note(work, demand, "complete")
    work.record(tell(DemandCompleted, demand, details={"fields": changed}))
    return demand

"""Taking back an acceptance or a passing on that was a mistake: soon, by the same person, before anybody acted on it.

The clock goes on as it was before, as if the step had not been taken. What was told cannot be unsaid: whoever heard of
the step hears that it was taken back, and both stand in the story. What was ordered, and what an emergency hurries,
moved more than the demand itself and is not taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from volunteer.demands.models import Clock, Demand, DemandBefore, DemandStep
from volunteer.demands.orders import ordered_from
from volunteer.demands.rules import MACHINE
from volunteer.demands.services import answer_to
from volunteer.demands.steps import note, tell
from volunteer.happenings.demands import DemandHappening, DemandNotAccepted, DemandNotForwarded
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require

WITHIN = timedelta(minutes=10)
CLOCK = tuple(Clock.__annotations__)
# By the step that is taken back: the step that does it, what is needed for it, and how it is told.
BACK: Mapping[str, tuple[str, Permission, type[DemandHappening]]] = {
    "accept": ("unaccept", Permission.DEMAND_HANDLE, DemandNotAccepted),
    "forward": ("unforward", Permission.DEMAND_FORWARD, DemandNotForwarded),
}


def remember(work: Work, demand: Demand, step: str) -> None:
    """Keep what stands before a step, so that whoever takes it may take it back; called before it changes anything."""
    if work.actor is None or demand.calm is not None or ordered_from(demand.id) is not None:
        return
    stands = {name: getattr(demand, name) for name in CLOCK}
    by, unit_id = work.actor.account_id, demand.responsible_unit_id
    db.session.merge(DemandBefore(demand_id=demand.id, step=step, at=work.now, by=by, unit_id=unit_id, **stands))


def can_be_undone(actor: Actor, demand_id: int, step: str) -> bool:
    """Whether the step that was just taken may be taken back: offered at once, refused later."""
    before = db.session.get(DemandBefore, demand_id)
    return before is not None and (before.step, before.by) == (step, actor.account_id)


@use_case
def undo(work: Work, actor: Actor, demand_id: int) -> Demand:
    """Back to what stood before, the unit and its clock included. The demand may be out of the actor's sight by now."""
    demand = db.session.get(Demand, demand_id, with_for_update={"key_share": True})
    before = db.session.get(DemandBefore, demand_id)
    if demand is None or before is None or before.by != actor.account_id:
        raise NotVisible
    step, permission, happening = BACK[before.step]
    unit = db.session.get_one(Unit, before.unit_id)
    require(actor, permission, unit.path, demand.site.path)
    _check(work, demand, before)
    MACHINE.move(demand, step)
    work.record(tell(happening, demand))  # to the unit that was told of the step
    demand.responsible_unit_id, demand.responsible_unit = unit.id, unit
    for name in CLOCK:
        setattr(demand, name, getattr(before, name))
    demand.clock_number += 1
    demand.version += 1
    note(work, demand, step)
    db.session.delete(before)
    return demand


def _check(work: Work, demand: Demand, before: DemandBefore) -> None:
    """Nobody has built on it: it is the last that was done, and nobody prepares a project."""
    if work.now - before.at > WITHIN:
        raise Refused("too_late_to_undo")
    of_demand = select(DemandStep.step, DemandStep.at).where(DemandStep.demand_id == demand.id)
    last = db.session.execute(of_demand.order_by(DemandStep.id.desc()).limit(1)).one()
    if tuple(last) != (before.step, before.at) or demand.calm is not None or answer_to(demand.id) is not None:
        raise Refused("acted_on_since")

"""What every step of a demand has in common: load and check, note on the timeline, tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from volunteer.demands import deadlines
from volunteer.demands.asking_units import asks_by_unit
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import MACHINE
from volunteer.happenings.demands import DemandHappening
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require

PRIVATE_OPEN_FOR = timedelta(days=7)  # after close-out (D6)


def take(actor: Actor, demand_id: int, step_name: str, held: Permission | None = None) -> Demand:
    """Load and lock a demand, check the step's permission (or `held` instead) over it, and take the step."""
    demand = one_demand(actor, demand_id, lock=True)
    permission = held or MACHINE.steps[step_name].permission
    if permission is not None:
        cover(actor, demand, Permission(permission))
    MACHINE.move(demand, step_name)
    demand.version += 1
    return demand


def cover(actor: Actor, demand: Demand, permission: Permission) -> None:
    """Forbidden unless the permission reaches the demand's unit or site."""
    unit = demand.responsible_unit
    require(actor, permission, unit.path if unit else None, demand.site.path)


def cover_asking(actor: Actor, demand: Demand) -> None:
    """Forbidden unless the actor asks for the site, or speaks for the unit that asked on its behalf."""
    if not asks_by_unit(actor, demand):
        cover(actor, demand, Permission.DEMAND_ASK)


def note(work: Work, demand: Demand, step: str, reason: str | None = None) -> None:
    """Write the step on the timeline."""
    by = work.actor.account_id if work.actor else None
    unit_id = demand.responsible_unit_id if step not in ASKED_BY_SITE else None
    if step in ASKED_BY_UNIT and by == demand.asker_id:
        unit_id = demand.asked_by_unit_id
    db.session.add(DemandStep(demand_id=demand.id, step=step, at=work.now, by=by, unit_id=unit_id, reason=reason))


ASKED_BY_SITE = frozenset(
    {"submit", "vouch", "correct", "withdraw", "change", "cancel", "rate", "reopen", "word", "complete"}
)
ASKED_BY_UNIT = frozenset({"submit", "withdraw"})


def tell(kind: type[DemandHappening], demand: Demand, **fields: Any) -> DemandHappening:
    """The happening about a demand."""
    return kind(
        subject_id=demand.id,
        unit_id=demand.responsible_unit_id,
        asker_id=demand.asker_id,
        site_id=demand.site_id,
        **fields,
    )


def set_deadline(work: Work, demand: Demand, unit: Unit) -> None:
    """Another clock starts, for what the demand waits for now."""
    deadlines.start(demand, unit, work.now)


def shut_private(work: Work, demand: Demand, *, again: bool = False) -> None:
    """The private part closes seven days after close-out, and opens again with the demand."""
    if demand.private_place_id is not None:
        place = db.session.get_one(PrivatePlace, demand.private_place_id)
        place.closes_at = None if again else work.now + PRIVATE_OPEN_FOR


def invalid(field: str, message: str) -> Invalid:
    """One wrong field."""
    return Invalid({field: message})

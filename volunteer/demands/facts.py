"""What the projects room asks about demands, through the seam that wiring fills."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within


def demands_to_answer(actor: Actor, ids: Sequence[int]) -> list[Demand]:
    """The accepted demands of these ids, in this order, for whose units the actor may make projects.

    NotVisible if one is unknown or out of reach, Refused if one does not wait for a project.
    """
    reach = actor.reach(Permission.PROJECT_EDIT)
    statement = select(Demand).where(Demand.id.in_(ids), unit_within(Demand.responsible_unit_id, reach))
    found = {demand.id: demand for demand in db.session.scalars(statement)}
    if found.keys() != set(ids):
        raise NotVisible
    for demand in found.values():
        if demand.status != DemandStatus.ACCEPTED:
            raise Refused("not_in_this_state", step="make_project", status=demand.status)
    return [found[demand_id] for demand_id in dict.fromkeys(ids)]

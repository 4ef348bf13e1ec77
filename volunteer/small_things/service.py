"""From a small thing to a place that can be claimed: accepted, made a project and published in one step."""

from __future__ import annotations

from volunteer.demands import service as demands
from volunteer.demands.asking_units import may_take_on
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.states import DemandStatus
from volunteer.happenings.demands import DemandSubmitted
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects import service as projects
from volunteer.projects.content import ProjectContent
from volunteer.projects.models import Project
from volunteer.projects.publishing import missing

NEEDED = (Permission.DEMAND_HANDLE, Permission.PROJECT_EDIT, Permission.PROJECT_APPROVE)


@use_case
def publish_at_once(work: Work, actor: Actor, demand_id: int) -> Project:
    """The unit takes a small thing on and looks for somebody, all in one step; who claims it chooses the hour.

    Where the category or the list asks for something that nobody has said yet, such as insurance, the project waits as
    a draft.
    """
    demand = one_demand(actor, demand_id, lock=True)
    if demand.window_minutes is None:
        raise Refused("not_in_this_state", step="publish_at_once", status=demand.status)
    demands.accept(actor, demand.id)
    db.session.flush()
    project = projects.make(actor, ProjectContent(), demand_ids=[demand.id])
    return project if missing(work.now, project) else projects.publish(actor, project.id)


def submitted(happening: DemandSubmitted, work: Work) -> None:
    """Whoever hands in a small thing and may publish for the unit that answers it need not wait for themselves."""
    demand = db.session.get_one(Demand, happening.subject_id)
    if demand.window_minutes is not None and isinstance(work.actor, Actor) and may_publish(work.actor, demand):
        publish_at_once(work.actor, demand.id)


def may_publish(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may do it all for the unit that answers a submitted small thing."""
    unit = demand.responsible_unit
    if demand.window_minutes is None or demand.status != DemandStatus.SUBMITTED or unit is None:
        return False
    return may_take_on(actor, demand) and all(actor.reach(permission).covers(unit.path) for permission in NEEDED)

"""A demand whose service ends, with all that follows from it."""

from __future__ import annotations

from tests.support.world import World
from volunteer.demands.models import Demand
from volunteer.happenings.projects import ProjectFinished
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM


def serve(world: World, demand: Demand) -> None:
    """The project that answers it is over."""
    project = world.project(demand=demand)
    with transaction(SYSTEM) as work:
        work.record(ProjectFinished(subject_id=project.id, unit_id=project.unit_id, demand_ids=(demand.id,)))

"""Random walks over the use cases: once submitted, a demand always has exactly one responsible unit (D5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import World, coming
from volunteer.demands import rating_service, service
from volunteer.demands.models import Demand
from volunteer.demands.queries import timelines
from volunteer.demands.rules import MACHINE
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import DomainError

Walk = Callable[[World, int], object]
STEPS: dict[str, Walk] = {
    "submit": lambda world, demand: service.submit(world.actor("site"), demand),
    "accept": lambda world, demand: service.accept(world.actor("committee"), demand),
    "return": lambda world, demand: service.return_(world.actor("committee"), demand, "请补充"),
    "decline": lambda world, demand: service.decline(world.actor("committee"), demand, "无法安排"),
    "to_b": lambda world, demand: service.forward(world.actor("committee"), demand, world.units["team_b"].id, "转办"),
    "to_a": lambda world, demand: service.forward(world.actor("committee"), demand, world.units["team_a"].id, "转办"),
    "withdraw": lambda world, demand: service.withdraw(world.actor("site"), demand),
    "cancel": lambda world, demand: service.cancel(world.actor("site"), demand, "不需要了"),
    "rate": lambda world, demand: rating_service.rate(world.actor("site"), demand, 5),
    "reopen": lambda world, demand: rating_service.reopen(world.actor("site"), demand, "再来一次"),
}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.sampled_from([DemandStatus.DRAFT, DemandStatus.PUBLISHED, DemandStatus.AWAITING_RATING]),
    walk=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=12),
)
def test_somebody_is_always_responsible(world: World, start: DemandStatus, walk: list[str]) -> None:
    number = None if start == DemandStatus.DRAFT else f"2026-{db.session.scalar(Demand.next_serial()):06d}"
    unit = None if start == DemandStatus.DRAFT else world.units["team_a"].id
    begins = coming(days=7)
    demand = world.demand(
        status=start, number=number, responsible_unit_id=unit, starts=begins, ends=begins + timedelta(hours=2)
    )
    for step in walk:
        before = (demand.status, demand.responsible_unit_id, len(timelines([demand.id])[demand.id]))
        try:
            STEPS[step](world, demand.id)
        except DomainError:
            db.session.refresh(demand)
            assert (demand.status, demand.responsible_unit_id, len(timelines([demand.id])[demand.id])) == before
        if demand.number is not None:
            assert demand.responsible_unit_id is not None
        assert demand.status in set(MACHINE.states)

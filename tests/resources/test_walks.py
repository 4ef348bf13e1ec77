"""Random orders and answers: never booked twice, never more than there is, never beyond the month's quota."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.resources.offers import offered, wanted
from tests.support.world import World, coming
from volunteer.demands import service as demands
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import DomainError
from volunteer.resources import orders
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.rules import STANDING, Booking, held
from volunteer.resources.states import OrderStatus, ResourceKind

Step = Callable[[World, ResourceOrder], object]
STEPS: dict[str, Step] = {
    "accept": lambda world, order: orders.accept(world.actor("team"), order.id),
    "decline": lambda world, order: orders.decline(world.actor("team"), order.id, "来不了"),
    "withdraw": lambda world, order: orders.withdraw(world.actor("site"), order.id),
    "accept_demand": lambda world, order: demands.accept(world.actor("team"), order.demand_id),
    "decline_demand": lambda world, order: demands.decline(world.actor("team"), order.demand_id, "来不了"),
    "return_demand": lambda world, order: demands.return_(world.actor("team"), order.demand_id, "请补充"),
    "submit_demand": lambda world, order: demands.submit(world.actor("site"), order.demand_id),
    "forward": lambda world, order: demands.forward(
        world.actor("committee"), order.demand_id, world.units["team_b"].id, "转办"
    ),
    "later": lambda world, order: demands.edit(
        world.actor("site"),
        order.demand_id,
        order.demand.version,
        {"starts": order.starts + timedelta(hours=1), "ends": order.ends + timedelta(hours=1)},
    ),
}
KINDS = [
    {"kind": ResourceKind.VENUE},
    {"kind": ResourceKind.EQUIPMENT, "quantity": 5},
    {"kind": ResourceKind.SERVICE, "quantity": 2, "monthly_quota": 3},
]
ORDERING = st.tuples(st.just("order"), st.integers(0, 8), st.integers(1, 4))
ANSWERING = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 8), st.just(0))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(offer=st.sampled_from(KINDS), walk=st.lists(st.one_of(ORDERING, ANSWERING), min_size=4, max_size=16))
def test_what_stands_always_fits(world: World, offer: dict[str, object], walk: list[tuple[str, int, int]]) -> None:
    resource = offered(world, **offer)
    for step, number, quantity in walk:
        placed = _orders(resource)
        try:
            if step == "order":
                hours = coming(days=5) + timedelta(hours=number)
                asked = wanted(hours, quantity=quantity if resource.kind == ResourceKind.EQUIPMENT else 1)
                orders.order(world.actor("site"), resource.id, asked)
            elif placed:
                STEPS[step](world, placed[number % len(placed)])
        except DomainError:
            db.session.rollback()
        _check(resource)


def _orders(resource: Resource) -> list[ResourceOrder]:
    db.session.expire_all()
    mine = select(ResourceOrder).where(ResourceOrder.resource_id == resource.id).order_by(ResourceOrder.id)
    return list(db.session.scalars(mine))


def _check(resource: Resource) -> None:
    standing = [order for order in _orders(resource) if order.status in STANDING]
    bookings = [Booking(order.starts, order.ends, order.quantity) for order in standing]
    if bookings:
        first, last = min(one.starts for one in bookings), max(one.ends for one in bookings)
        assert held(bookings, first, last) <= resource.quantity
    months = Counter(clock.local(order.starts).strftime("%Y-%m") for order in standing)
    assert max(months.values(), default=0) <= (resource.monthly_quota or len(standing))
    for order in standing:
        assert (order.starts, order.ends) == (order.demand.starts, order.demand.ends)
        assert order.demand.responsible_unit_id == resource.unit_id
        assert (order.status == OrderStatus.ACCEPTED) == (order.demand.status == DemandStatus.ACCEPTED)

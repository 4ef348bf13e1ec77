"""Many at once on a real PostgreSQL: one venue, so many chairs, so many times a month, one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from tests.resources.offers import offered, ordered, wanted
from tests.support.races import Attempt, all_at_once
from tests.support.world import World, coming
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.resources import orders
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.states import OrderStatus, ResourceKind


def ordering(actor: Actor, resource: Resource, shift: int = 0, **changes: object) -> Attempt:
    """An attempt to order; `shift` minutes later."""
    asked = wanted(coming(days=7) + timedelta(minutes=shift), **changes)
    resource_id = resource.id
    return lambda: orders.order(actor, resource_id, asked).status


def numbers() -> tuple[int, int]:
    """The orders, and the demands: never one without the other."""
    counted = (select(func.count()).select_from(model) for model in (ResourceOrder, Demand))
    found = [db.session.scalar(one) or 0 for one in counted]
    return found[0], found[1]


def test_one_of_many_gets_the_venue(world: World) -> None:
    room, site = offered(world, kind=ResourceKind.VENUE), world.actor("site")
    said = all_at_once(world, [ordering(site, room, shift=10 * n) for n in range(8)])
    assert said == {"ordered": 1, "taken": 7}
    assert numbers() == (1, 1)


def test_no_more_chairs_than_there_are(world: World) -> None:
    chairs, site = offered(world, kind=ResourceKind.EQUIPMENT, quantity=50), world.actor("site")
    said = all_at_once(world, [ordering(site, chairs, shift=10 * n, quantity=15) for n in range(8)])
    assert said == {"ordered": 3, "taken": 5}
    assert numbers() == (3, 3)


def test_no_more_than_the_months_quota(world: World) -> None:
    clinic, site = offered(world, monthly_quota=2, quantity=20), world.actor("site")
    said = all_at_once(world, [ordering(site, clinic) for _n in range(8)])
    assert said == {"ordered": 2, "quota_used_up": 6}


def test_an_order_has_one_answer(world: World) -> None:
    team, site = world.actor("team"), world.actor("site")
    for _round in range(4):
        order = ordered(world, offered(world))
        order_id, demand_id = order.id, order.demand_id
        said = all_at_once(
            world,
            [
                lambda order_id=order_id: orders.accept(team, order_id).status,
                lambda order_id=order_id: orders.decline(team, order_id, "来不了").status,
                lambda demand_id=demand_id: demands.accept(team, demand_id).status,
                lambda demand_id=demand_id: demands.decline(team, demand_id, "来不了").status,
                lambda order_id=order_id: orders.withdraw(site, order_id).status,
            ],
        )
        assert sum(said.values()) == 5
        found = db.session.get_one(ResourceOrder, order_id)
        assert (found.status, found.demand.status) in {
            (OrderStatus.ACCEPTED, "accepted"),
            (OrderStatus.DECLINED, "submitted"),
            (OrderStatus.DECLINED, "declined"),
            (OrderStatus.DECLINED, "accepted"),  # declined, passed on, accepted there
            (OrderStatus.WITHDRAWN, "withdrawn"),
            (OrderStatus.DECLINED, "withdrawn"),
        }


def test_the_database_itself_refuses_a_double_booking(world: World) -> None:
    room = offered(world, kind=ResourceKind.VEHICLE)
    first = ordered(world, room)
    twin = {
        column: getattr(first, column)
        for column in ("status", "resource_id", "site_id", "exclusive", "ordered_by", "ordered_at")
    }
    other = world.demand()
    shifted = Range(first.starts + timedelta(minutes=30), first.ends + timedelta(minutes=30))
    db.session.add(ResourceOrder(**twin, demand_id=other.id, period=shifted))
    with pytest.raises(IntegrityError, match="no_double_booking"):
        db.session.flush()
    db.session.rollback()

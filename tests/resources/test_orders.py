"""点单: what is refused, what becomes of the demand, and that order and demand never disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.resources.offers import content, offered, ordered, wanted
from tests.support.world import World, coming
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization.reshape import close_unit
from volunteer.resources import orders, service
from volunteer.resources.models import ResourceOrder
from volunteer.resources.states import IfDeclined, OrderStatus, ResourceKind
from volunteer.web.wording import words


def state(order: ResourceOrder) -> tuple[str, str]:
    """Of the order, and of its demand."""
    db.session.expire_all()
    return order.status, order.demand.status


def refused(world: World, resource: Any, by: str = "site", **asked: Any) -> str:
    with pytest.raises(Refused) as refusal:
        orders.order(world.actor(by), resource.id, wanted(**asked))
    return refusal.value.reason


def test_an_order_is_a_demand_already_matched_to_the_team(world: World) -> None:
    resource = offered(world, unit_id=world.units["team_a"].id, category="tutoring", headcount=1)
    order = ordered(world, resource, by="town", site_id=world.places["site_2"].id)
    demand = order.demand
    assert state(order) == (OrderStatus.ORDERED, DemandStatus.SUBMITTED)
    assert demand.responsible_unit_id == world.units["team_a"].id  # the partner of site_2 would be the brigade
    assert demand.deadline is not None
    assert (demand.title, demand.category) == ("法律咨询进社区", "tutoring")
    assert demand.headcount == 2  # the category never sends one helper alone
    assert demand.text == "居民想问物业纠纷。"
    assert demand.risk_note
    told = db.session.scalars(select(Notice.account_id).where(Notice.kind == "demand.submitted")).all()
    assert told == [world.accounts["team"].id]


def test_accepting_accepts_the_demand_with_it(world: World) -> None:
    order = ordered(world, offered(world))
    orders.accept(world.actor("team"), order.id)
    assert state(order) == (OrderStatus.ACCEPTED, DemandStatus.ACCEPTED)
    with pytest.raises(Refused) as refusal:
        orders.decline(world.actor("team"), order.id, "来不了")
    assert refusal.value.reason == "not_in_this_state"


def test_a_squad_leader_answers_for_what_the_squad_offers(world: World) -> None:
    resource = service.make(
        world.actor("squad"),
        content(world, unit_id=world.units["squad_a1"].id),
        publish_now=True,
    )
    order = ordered(world, resource)
    assert order.demand.responsible_unit_id == world.units["squad_a1"].id
    told = db.session.scalars(select(Notice.account_id).where(Notice.kind == "order.placed")).all()
    assert told == [world.accounts["squad"].id]
    orders.accept(world.actor("squad"), order.id)
    assert state(order) == (OrderStatus.ACCEPTED, DemandStatus.ACCEPTED)


def test_nobody_else_answers(world: World) -> None:
    order = ordered(world, offered(world))
    with pytest.raises(NotVisible):
        orders.accept(world.actor("team_b"), order.id)
    with pytest.raises(Forbidden):
        orders.accept(world.actor("site"), order.id)


def test_declined_it_goes_to_whoever_answers_by_default(world: World) -> None:
    order = ordered(world, offered(world))
    orders.decline(world.actor("team"), order.id, "律师当天出差")
    assert state(order) == (OrderStatus.DECLINED, DemandStatus.SUBMITTED)
    # team_a is the site's own partner, so the brigade answers instead
    assert order.demand.responsible_unit_id == world.units["brigade"].id
    assert order.reason == "律师当天出差"


def test_declined_it_ends_where_the_site_wanted_that(world: World) -> None:
    order = ordered(world, offered(world), if_declined=IfDeclined.DROP)
    orders.decline(world.actor("team"), order.id, "律师当天出差")
    assert state(order) == (OrderStatus.DECLINED, DemandStatus.DECLINED)


def test_the_site_takes_it_back_with_its_demand(world: World) -> None:
    order = ordered(world, offered(world))
    orders.accept(world.actor("team"), order.id)
    orders.withdraw(world.actor("site"), order.id, "活动改期")
    assert state(order) == (OrderStatus.WITHDRAWN, DemandStatus.WITHDRAWN)


@pytest.mark.parametrize(
    ("step", "by", "expected"),
    [
        (lambda actor, d: demands.accept(actor, d), "team", OrderStatus.ACCEPTED),
        (lambda actor, d: demands.decline(actor, d, "不行"), "team", OrderStatus.DECLINED),
        (lambda actor, d: demands.withdraw(actor, d, "不办了"), "site", OrderStatus.WITHDRAWN),
        (lambda actor, d: demands.return_(actor, d, "请补充"), "team", OrderStatus.ORDERED),
    ],
)
def test_the_order_follows_what_is_done_on_the_demands_page(
    world: World, step: Any, by: str, expected: OrderStatus
) -> None:
    order = ordered(world, offered(world))
    step(world.actor(by), order.demand_id)
    assert state(order)[0] == expected


def test_cancelled_after_publishing_it_is_free_again(world: World) -> None:
    room = offered(world, kind=ResourceKind.VENUE)
    order = ordered(world, room)
    orders.accept(world.actor("team"), order.id)
    order.demand.status = DemandStatus.PUBLISHED
    db.session.commit()
    with pytest.raises(Refused):
        orders.withdraw(world.actor("site"), order.id)
    demands.cancel(world.actor("site"), order.demand_id, "场地临时关闭")
    assert state(order) == (OrderStatus.WITHDRAWN, DemandStatus.CANCELLED)
    ordered(world, room)


def test_forwarded_on_its_page_it_is_free_again(world: World) -> None:
    room = offered(world, kind=ResourceKind.VENUE)
    order = ordered(world, room)
    demands.forward(world.actor("team"), order.demand_id, world.units["team_b"].id, "他们更近")
    assert state(order) == (OrderStatus.DECLINED, DemandStatus.SUBMITTED)
    ordered(world, room)


def test_returned_it_comes_back_to_the_team_that_offers_it(world: World) -> None:
    order = ordered(world, offered(world, unit_id=world.units["squad_a2"].id))
    demands.return_(world.actor("team"), order.demand_id, "请写明人数")
    demands.submit(world.actor("site"), order.demand_id)
    assert order.demand.responsible_unit_id == world.units["squad_a2"].id
    assert state(order) == (OrderStatus.ORDERED, DemandStatus.SUBMITTED)


def test_a_changed_time_moves_the_booking_or_is_refused(world: World) -> None:
    room = offered(world, kind=ResourceKind.VENUE)
    first, later = ordered(world, room), coming(days=9)
    ordered(world, room, later)
    demands.return_(world.actor("team"), first.demand_id, "请改时间")
    version = first.demand.version
    with pytest.raises(Refused) as refusal:
        demands.edit(world.actor("site"), first.demand_id, version, _time(later))
    assert refusal.value.reason == "taken"
    db.session.expire_all()
    assert first.demand.starts == first.starts == coming(days=7)
    demands.edit(world.actor("site"), first.demand_id, version, _time(later + timedelta(hours=2)))
    db.session.expire_all()
    assert first.starts == later + timedelta(hours=2)


def test_one_venue_is_never_booked_twice(world: World) -> None:
    room = offered(world, kind=ResourceKind.VENUE)
    ordered(world, room)
    assert refused(world, room, starts=coming(days=7) + timedelta(minutes=90)) == "taken"
    ordered(world, room, coming(days=7) + timedelta(hours=2))


def test_equipment_is_lent_as_far_as_it_goes(world: World) -> None:
    chairs = offered(world, kind=ResourceKind.EQUIPMENT, quantity=50)
    ordered(world, chairs, quantity=30)
    with pytest.raises(Refused) as refusal:
        orders.order(world.actor("site"), chairs.id, wanted(quantity=21))
    assert words(refusal.value) == "这段时间只剩 20，请减少数量或换一个时间"
    assert refused(world, chairs, quantity=51) == "too_many_pieces"
    order = ordered(world, chairs, quantity=20)
    assert order.demand.title == "法律咨询进社区 × 20"


def test_the_quota_counts_the_month_of_the_service(world: World) -> None:
    clinic = offered(world, monthly_quota=1, quantity=5)
    start = clock.local(coming(days=40)).replace(day=1)
    ordered(world, clinic, start)
    assert refused(world, clinic, starts=start + timedelta(days=9)) == "quota_used_up"
    ordered(world, clinic, start + timedelta(days=31))


def test_declined_and_withdrawn_orders_give_back_what_they_held(world: World) -> None:
    clinic = offered(world, monthly_quota=1)
    orders.decline(world.actor("team"), ordered(world, clinic).id, "来不了")
    orders.withdraw(world.actor("site"), ordered(world, clinic).id)
    ordered(world, clinic)


def test_notice_dates_and_towns_are_kept(world: World) -> None:
    assert refused(world, offered(world, notice_days=10)) == "notice_too_short"
    far = clock.local(coming(days=30)).date()
    assert refused(world, offered(world, first_day=far)) == "not_offered"
    assert refused(world, offered(world, last_day=clock.local(coming(days=2)).date())) == "not_offered"
    elsewhere = offered(world, town_ids=[world.places["town_2"].id])
    with pytest.raises(NotVisible):
        orders.order(world.actor("site"), elsewhere.id, wanted())
    assert refused(world, elsewhere, by="committee", site_id=world.places["site_1"].id) == "not_offered"
    ordered(world, elsewhere, by="site_3")


def test_a_withdrawn_resource_takes_no_orders_but_keeps_them(world: World) -> None:
    resource = offered(world)
    order = ordered(world, resource)
    service.withdraw(world.actor("team"), resource.id)
    assert refused(world, resource, by="committee", site_id=world.places["site_1"].id) == "not_offered"
    orders.accept(world.actor("team"), order.id)
    assert state(order)[0] == OrderStatus.ACCEPTED


def test_a_refused_order_leaves_no_demand(world: World) -> None:
    refused(world, offered(world, notice_days=10))
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 0
    with pytest.raises(Invalid) as wrong:
        orders.order(world.actor("site"), offered(world).id, wanted(coming(days=-1)))
    assert "starts" in wrong.value.fields


def test_for_another_site_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        ordered(world, offered(world), site_id=world.places["site_3"].id)


def test_a_closed_team_passes_on_what_it_offers_with_its_orders(world: World) -> None:
    resource = offered(world)
    order = ordered(world, resource)
    for closed, successor in (("squad_a1", "squad_b1"), ("squad_a2", "squad_b1"), ("team_a", "team_b")):
        unit = world.units[closed]
        close_unit(world.actor("committee"), unit.id, unit.version, world.units[successor].id)
    assert state(order) == (OrderStatus.ORDERED, DemandStatus.SUBMITTED)
    assert resource.unit_id == order.demand.responsible_unit_id == world.units["team_b"].id


def _time(starts: Any) -> dict[str, Any]:
    return {"starts": starts, "ends": starts + timedelta(hours=2)}

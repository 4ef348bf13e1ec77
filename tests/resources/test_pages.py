"""Pages of resources and orders as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.answers.spoken import answer_on
from tests.resources.offers import offered, ordered
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.demands.models import Demand, Rating
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.resources import orders
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.states import OrderStatus, ResourceKind, ResourceStatus


def filled(world: World, **values: Any) -> dict[str, Any]:
    """The form of a venue, complete."""
    return {
        "form_key": "key-of-this-form",
        "title": "多功能厅",
        "text": "可坐 120 人",
        "category": "care",
        "unit_id": world.units["team_a"].id,
        "unit_id_text": world.units["team_a"].name,
        "hours": "3",
        "headcount": "0",
        "address": "市民中心三楼",
        "place_id": "0",
        "notice_days": "2",
        "contact_name": "陈队",
        "contact_phone": "0769-22830000",
        **values,
    }


def asked(starts: str = "09:00", **values: Any) -> dict[str, Any]:
    """The form of an order, complete; the end is left to the resource."""
    return {
        "form_key": f"order-{starts}-{values.get('day', '')}",
        "day": clock.local(coming(days=7)).date().isoformat(),
        "starts": starts,
        "ends": "",
        "if_declined": "pass_on",
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        **values,
    }


def only(model: type[Any]) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def test_a_leader_publishes_a_venue_and_a_site_sees_it(world: World) -> None:
    browser = world.browser("team")
    form = browser.get("/resources/new?kind=venue").get_data(as_text=True)
    assert "场地地址" in form
    assert 'name="quantity"' not in form
    assert 'name="skill"' not in form
    posted = browser.post("/resources/new?kind=venue", filled(world))
    made = only(Resource)
    assert (posted.status_code, posted.location) == (303, f"/resources/{made.id}")
    assert (made.kind, made.status) == (ResourceKind.VENUE, ResourceStatus.PUBLISHED)
    assert (made.address, made.place_id, made.hours) == ("市民中心三楼", None, 3)
    assert browser.post("/resources/new?kind=venue", filled(world)).location == posted.location  # pressed twice
    seen = text_of(world.browser("site").get("/resources"))
    assert "多功能厅" in seen
    assert "提前 2 天点单" in seen
    assert "不限次数" in seen


def test_a_draft_is_seen_by_its_team_only(world: World) -> None:
    world.browser("team").post("/resources/new?kind=venue", filled(world, draft="1"))
    made = only(Resource)
    assert made.status == ResourceStatus.DRAFT
    assert "多功能厅" in text_of(world.browser("team").get("/resources/own"))
    assert "多功能厅" not in text_of(world.browser("site").get("/resources"))
    assert world.browser("site").get(f"/resources/{made.id}").status_code == 404
    assert world.browser("team_b").get(f"/resources/{made.id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "请填写名称"),
        ({"hours": "0"}, "时长为 0.5 至 24 小时"),
        ({"contact_phone": "打给我"}, "请填写手机号"),
        ({"first_day": "2027-02-01", "last_day": "2027-01-01"}, "结束日期不能早于开始日期"),
        ({"unit_id": "", "unit_id_text": "没有的队"}, "没有找到"),
    ],
)
def test_what_is_wrong_stands_in_the_form(world: World, wrong: dict[str, Any], message: str) -> None:
    answer = world.browser("team").post("/resources/new?kind=venue", filled(world, **wrong))
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert db.session.scalars(select(Resource)).all() == []


def test_it_is_changed_copied_and_taken_back(world: World) -> None:
    browser, resource = world.browser("team"), offered(world)
    page = browser.get(f"/resources/{resource.id}/edit").get_data(as_text=True)
    assert "两位执业律师" in page
    changed = filled(world, title="法律体检", category="legal", headcount="2", quantity="3", version=resource.version)
    assert browser.post(f"/resources/{resource.id}/edit", changed).status_code == 303
    db.session.expire_all()
    assert (resource.title, resource.quantity) == ("法律体检", 3)
    stale = browser.post(f"/resources/{resource.id}/edit", changed)
    assert stale.status_code == 422
    assert "内容已被别人改过" in text_of(stale)
    assert "法律体检" in browser.get(f"/resources/new?copy={resource.id}").get_data(as_text=True)
    ordered(world, resource)
    assert "还有 1 单没有结束" in text_of(browser.get(f"/resources/{resource.id}"))
    browser.post(f"/resources/{resource.id}/withdraw")
    db.session.expire_all()
    assert resource.status == ResourceStatus.WITHDRAWN


def test_a_site_orders_in_one_form(world: World) -> None:
    resource, browser = offered(world, hours=1.5), world.browser("site")
    page = browser.get(f"/resources/{resource.id}/order").get_data(as_text=True)
    assert 'name="site_id"' not in page
    posted = browser.post(f"/resources/{resource.id}/order", asked(note="想问物业费"))
    demand = only(Demand)
    assert (posted.status_code, posted.location) == (303, f"/demands/{demand.id}")
    assert demand.ends - demand.starts == timedelta(minutes=90)
    assert demand.public_place == "site_1 社区党群服务中心"
    words = text_of(browser.get(posted.location))
    assert "由点单产生" in words
    assert "法律咨询进社区" in words
    assert "team_a 服务队" in words
    browser.post(f"/resources/{resource.id}/order", asked(note="想问物业费"))
    assert only(ResourceOrder).demand_id == demand.id


def test_a_taken_time_is_answered_with_free_ones_that_order_at_once(world: World) -> None:
    room, browser = offered(world, kind=ResourceKind.VENUE, address="三楼"), world.browser("site")
    ordered(world, room, by="town", site_id=world.places["site_2"].id)
    answer = browser.post(f"/resources/{room.id}/order", asked())
    assert answer.status_code == 422
    assert "这段时间已被预订" in text_of(answer)
    assert "site_2" not in text_of(answer)  # who has it is not another site's business
    free = re.findall(r'name="at" value="([^"]+)"', answer.get_data(as_text=True))
    assert len(free) == 4
    posted = browser.post(f"/resources/{room.id}/order", asked(at=free[0].replace("&#43;", "+")))
    assert posted.status_code == 303
    placed = db.session.scalars(select(ResourceOrder).order_by(ResourceOrder.id.desc())).first()
    assert placed is not None
    assert f"{clock.local(placed.starts).isoformat()}/{clock.local(placed.ends).isoformat()}" == free[0]
    assert placed.demand.public_place == "三楼"


@pytest.mark.parametrize(
    ("offer", "order", "message"),
    [
        ({"notice_days": 30}, {}, "需要提前 30 天"),
        ({"monthly_quota": 1}, {}, "1 次已经用完"),
        ({"kind": ResourceKind.EQUIPMENT, "quantity": 5}, {"quantity": "6"}, "最多可以要 5"),
        ({}, {"day": ""}, "请选择日期"),
        ({}, {"contact_phone": ""}, "请填写联系电话"),
    ],
)
def test_why_not_is_said_beside_the_field(
    world: World, offer: dict[str, Any], order: dict[str, Any], message: str
) -> None:
    resource = offered(world, **{"quantity": 9, **offer})
    if "monthly_quota" in offer:
        ordered(world, resource)
    answer = world.browser("site").post(f"/resources/{resource.id}/order", asked(**order))
    assert answer.status_code == 422
    assert message in text_of(answer)


def test_the_team_answers_from_its_list(world: World) -> None:
    first, second = ordered(world, offered(world)), ordered(world, offered(world, title="量血压"))
    browser = world.browser("team")
    page = text_of(browser.get("/orders"))
    assert page.count("待接单") >= 2
    accepted = browser.post(f"/orders/{first.id}/accept")
    assert accepted.location == f"/demands/{first.demand_id}"
    assert "发起项目" in text_of(browser.get(accepted.location))
    assert browser.post(f"/orders/{second.id}/decline", {"reason": ""}).status_code == 302
    db.session.expire_all()
    assert second.status == OrderStatus.ORDERED
    browser.post(f"/orders/{second.id}/decline", {"reason": "当天没有人"})
    assert "当天没有人" in text_of(world.browser("site").get("/orders"))


def test_the_site_takes_it_back_from_its_list(world: World) -> None:
    order = ordered(world, offered(world))
    browser = world.browser("site")
    assert "撤回" in text_of(browser.get("/orders"))
    browser.post(f"/orders/{order.id}/withdraw")
    db.session.expire_all()
    assert order.status == OrderStatus.WITHDRAWN


def test_orders_of_others_are_not_seen(world: World) -> None:
    order = ordered(world, offered(world))
    for name in ("team_b", "site_3"):
        assert "法律咨询进社区" not in text_of(world.browser(name).get("/orders"))
    assert world.browser("site_3").post(f"/orders/{order.id}/withdraw").status_code == 404


def test_filters_find_what_can_come_on_a_day(world: World) -> None:
    offered(world, title="早早约", notice_days=30)
    used_up = offered(world, title="约满了", monthly_quota=1)
    offered(world, title="随时来", town_ids=[world.places["town_1"].id])
    ordered(world, used_up)
    browser, day = world.browser("site"), clock.local(coming(days=7)).date()
    found = text_of(browser.get(f"/resources?on={day}"))
    assert "随时来" in found
    assert "早早约" not in found
    assert "约满了" not in found
    assert "随时来" in text_of(browser.get("/resources?q=随时&kind=service&category=legal"))
    assert "随时来" not in text_of(browser.get("/resources?kind=venue"))
    assert "随时来" not in text_of(world.browser("site_3").get("/resources"))


def test_a_site_is_shown_what_could_be_ordered_when_it_writes_a_demand(world: World) -> None:
    assert "直接点单" not in text_of(world.browser("site").get("/demands/new"))
    offered(world)
    assert "1 项现成的资源，可以直接点单" in text_of(world.browser("site").get("/demands/new"))


def test_the_card_says_what_came_of_it_with_how_many_said_so(world: World) -> None:
    resource = offered(world)
    order = ordered(world, resource)
    orders.accept(world.actor("team"), order.id)
    order.demand.status = DemandStatus.CLOSED
    db.session.add(Rating(demand_id=order.demand_id, score=5, at=clock.now()))
    answer_on(order.demand, score=4)
    db.session.commit()
    assert "近一年服务 1 次 评价 4.5（2 份）" in text_of(world.browser("site").get("/resources"))


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    for n in range(2):
        ordered(world, offered(world, title=f"第 {n} 项"))
    addresses = [("site", "/resources"), ("team", "/resources/own"), ("team", "/orders")]
    with counted_statements() as few:
        for name, address in addresses:
            world.browser(name).get(address)
    before = len(few)
    for n in range(6):
        ordered(world, offered(world, title=f"又一项 {n}"))
    with counted_statements() as many:
        for name, address in addresses:
            world.browser(name).get(address)
    assert len(many) <= before


def test_a_leader_without_sites_starts_with_the_own_list(world: World) -> None:
    offered(world, unit_id=world.units["squad_a1"].id)
    words = text_of(world.browser("squad").get("/resources"))
    assert "本单位资源" in words
    assert "可点资源" not in words

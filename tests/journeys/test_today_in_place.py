"""With script, a leader finishes things without leaving the page: only the list is put in place anew."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, Person
from tests.support.world import World
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db


def test_a_demand_is_accepted_where_it_stands(city: World, address: str, chromium: Browser) -> None:
    first, second = (
        city.demand(title=title, deadline=clock.now() + timedelta(hours=hours))
        for title, hours in (("陪护老人", 3), ("修理门窗", 5))
    )
    leader = Person(chromium, address, "team", DESK)
    leader.sign_in()
    leader.open("/home")
    leader.page.evaluate("window.sameDocument = true")
    todo = leader.page.locator("#todo")
    todo.get_by_role("button", name="受理", exact=True).first.click()
    expect(todo.get_by_text("陪护老人")).to_have_count(0)
    expect(leader.page.locator("#messages")).to_contain_text("受理")
    todo.locator("summary", has_text="退回").click()
    todo.get_by_label("请社区补充什么").fill("请写清门牌号")
    todo.get_by_role("button", name="退回并告知").click()
    expect(todo.get_by_text("今天没有等你处理的事")).to_be_visible()
    assert leader.page.evaluate("window.sameDocument") is True
    assert leader.page.url.endswith("/home")
    db.session.expire_all()
    states = [db.session.get_one(Demand, demand.id).status for demand in (first, second)]
    assert states == [DemandStatus.ACCEPTED, DemandStatus.RETURNED]

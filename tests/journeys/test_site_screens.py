"""What the site's screens do in a real browser: typed words are kept, the gate says when it is cut off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.demand_templates.listed import listed
from tests.journeys.people import PHONE, Person
from tests.support.world import World
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db

pytestmark = pytest.mark.browser

RESTORED = "已恢复上次没写完的内容"


@pytest.fixture
def site(city: World, address: str, chromium: Browser) -> Person:
    """The operator of site_1 at a phone, signed in."""
    person = Person(chromium, address, "site", PHONE)
    person.sign_in()
    return person


def kept(site: Person) -> str:
    """All that this device has kept of what was typed."""
    text: str = site.page.evaluate("JSON.stringify(localStorage)")
    return text


def test_what_was_typed_outlives_leaving_the_page(site: Person) -> None:
    site.open("/demands/new")
    site.fill("需要什么帮助", "陪老人复诊")
    site.unfold("服务对象和门牌")
    site.fill("详细门牌", "3栋502")
    site.open("/demands")
    site.open("/demands/new")
    expect(site.page.get_by_text(RESTORED)).to_be_visible()
    expect(site.page.get_by_label("需要什么帮助")).to_have_value("陪老人复诊")
    expect(site.page.get_by_label("详细门牌")).to_have_value("")
    assert "陪老人复诊" in kept(site)
    assert "3栋502" not in kept(site)
    site.press("不要了")
    expect(site.page.get_by_label("需要什么帮助")).to_have_value("")
    site.open("/demands/new")
    expect(site.page.get_by_text(RESTORED)).to_be_hidden()


def test_a_draft_is_forgotten_once_it_was_handed_in_and_not_before(site: Person) -> None:
    site.open(f"/demands/new?like={listed('legal', name='法律咨询', category='legal', skill='law').code}")
    site.fill("需要什么帮助", "法律咨询进社区")
    site.fill("联系电话", "打给我")
    site.press("提交需求")
    site.sees("请填写手机号或带区号的座机")
    assert "法律咨询进社区" in kept(site)
    expect(site.page.get_by_text(RESTORED)).to_be_hidden()
    site.fill("联系电话", "13900000000")
    site.press("提交需求")
    site.sees("已提交，责任单位会在期限内答复")
    site.page.wait_for_load_state()  # scripts have run
    assert "法律咨询进社区" not in kept(site)
    site.page.go_back()  # mistakes were reported here: neither is it sent once more nor does it stand there to be sent
    expect(site.page.get_by_label("需要什么帮助")).not_to_have_value("法律咨询进社区")


def test_one_person_never_meets_the_draft_of_another(site: Person, city: World) -> None:
    site.open("/demands/new")
    site.fill("需要什么帮助", "陪老人复诊")
    site.name = "committee"
    site.sign_in()
    site.open("/demands/new")
    expect(site.page.get_by_label("需要什么帮助")).to_have_value("")


def test_a_draft_on_the_device_does_not_hide_what_stands_in_the_record(site: Person, city: World) -> None:
    demand = city.demand(status=DemandStatus.DRAFT)
    site.open(f"/demands/{demand.id}/edit")
    expect(site.page.get_by_label("需要什么帮助")).to_have_value(demand.title)
    expect(site.page.get_by_text(RESTORED)).to_be_hidden()


def test_the_gate_takes_an_old_code_out_of_sight_when_the_network_goes(site: Person, city: World) -> None:
    session = city.project(starts=clock.now() + timedelta(minutes=10)).sessions[0]
    city.claim("member", session.positions[0])
    site.page.context.route("**/api/v1/day-pack", lambda route: route.abort())  # with it the gate would go on
    gate = site.page.locator("[data-gate]")
    site.page.clock.install()
    site.open(f"/sessions/{session.id}/gate")
    expect(gate).not_to_have_class(re.compile("gate-stale"))
    site.page.context.set_offline(True)
    site.page.clock.fast_forward(31_000)
    expect(gate).to_have_class(re.compile("gate-stale"))
    expect(site.page.get_by_text("号码可能已过期")).to_be_visible()
    expect(site.page.get_by_role("button", name="点名")).to_be_visible()
    site.misses("还没有提交")
    site.page.context.set_offline(False)
    site.page.clock.fast_forward(10_000)
    expect(gate).not_to_have_class(re.compile("gate-stale"))


def test_two_taps_rate_on_the_card(site: Person, city: World) -> None:
    demand = city.demand(status=DemandStatus.AWAITING_RATING)
    site.open("/demands")
    site.page.locator(f"label[for=rate-{demand.id}-5]").click()
    site.press("评价")
    site.sees("谢谢评价，需求已销号")
    expect(site.page).to_have_url(re.compile("/demands$"))
    db.session.refresh(demand)
    assert demand.status == DemandStatus.CLOSED


def test_a_low_star_asks_what_is_to_come_of_it(site: Person, city: World) -> None:
    demand = city.demand(status=DemandStatus.AWAITING_RATING)
    site.open("/demands")
    expect(site.page.get_by_text("再办一次")).to_be_hidden()
    site.page.locator(f"label[for=rate-{demand.id}-4]").click()
    expect(site.page.get_by_text("再办一次")).to_be_hidden()
    site.page.locator(f"label[for=rate-{demand.id}-2]").click()
    site.page.get_by_text("再办一次").click()
    site.press("评价")
    site.sees("已要求重新办理，责任单位会收到通知")

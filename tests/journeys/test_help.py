"""A resident asks for help on a phone; the site completes it, the team accepts, and the private link tells so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, Person
from tests.support.accessibility import findings
from tests.support.world import World

pytestmark = pytest.mark.browser


def asked(resident: Person, city: World) -> str:
    """From the front page to the private link."""
    resident.open("/")
    resident.follow("需要帮助")
    resident.follow(city.places["town_1"].name)
    resident.follow(city.places["site_1"].name)
    resident.page.get_by_label("需要什么帮助").press_sequentially("厨房水龙头漏水")
    resident.page.get_by_label("联系电话").press_sequentially("13912345678")
    expect(resident.page.locator('[name="work"]')).not_to_have_value("")
    assert findings(resident.page) == []
    resident.press("提交")
    expect(resident.page).to_have_url(re.compile("/follow/"))
    return resident.page.url


def test_a_resident_asks_and_reads_what_becomes_of_it(city: World, address: str, chromium: Browser) -> None:
    resident = Person(chromium, address, "resident", PHONE)
    link = asked(resident, city)
    resident.sees("已收到", city.units["team_a"].name, "最迟")
    resident.misses("13912345678")
    assert findings(resident.page) == []
    assert resident.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    site.open("/demands")
    site.sees("居民扫码")
    site.follow("补全时间和人数")
    site.fill("需要几个人", 2)
    site.press("保存")
    site.sees("已补全")

    team = Person(chromium, address, "team", DESK)
    team.sign_in()
    team.open("/demands")
    team.follow("厨房水龙头漏水")
    team.press("受理")

    resident.open(link)
    resident.sees("社区已补全信息", "已受理，开始安排")
    resident.fill("想说的话", "上午都在家")
    resident.press("发送")
    resident.sees("上午都在家")
    team.open("/demands")
    team.follow("厨房水龙头漏水")
    team.sees("上午都在家")

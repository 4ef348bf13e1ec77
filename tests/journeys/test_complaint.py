"""A visitor complains on a phone, the tier above answers, the unit named learns only what is passed on to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, Person
from tests.support.accessibility import findings
from tests.support.world import World

pytestmark = pytest.mark.browser

TEXT = "上周六说好来义诊，等了一上午没有人来，打 13712345678 也没人接。"


def complained(visitor: Person, path: str) -> str:
    """From the page one stands on to the private link."""
    visitor.open(path)
    visitor.page.get_by_role("link", name="投诉建议", exact=True).first.click()
    visitor.page.get_by_label("想反映什么").press_sequentially(TEXT[:20])
    visitor.page.get_by_label("想反映什么").fill(TEXT)
    assert findings(visitor.page) == []
    expect(visitor.page.locator('[name="work"]')).not_to_have_value("")
    visitor.press("提交")
    expect(visitor.page).to_have_url(re.compile("/complaints/follow/"))
    return visitor.page.url


def test_a_visitor_complains_and_reads_the_answer(city: World, address: str, chromium: Browser) -> None:
    project = city.project(unit_id=city.units["squad_a1"].id, created_by=city.accounts["squad"].id)
    visitor = Person(chromium, address, "visitor", PHONE)
    link = complained(visitor, f"/positions/{project.positions[0].id}")
    visitor.sees("由team_a 服务队办理", "已收到")
    assert findings(visitor.page) == []

    leader = Person(chromium, address, "team", DESK)
    leader.sign_in()
    leader.open("/complaints")
    leader.follow("办理")
    leader.sees("137****5678")
    leader.press("查看原文和联系方式")
    leader.sees("13712345678", "本次查看已记录")
    leader.unfold("转告相关队伍")
    leader.fill("转告的话", "请核对上周六的到场情况")
    leader.press("转告")
    leader.unfold("答复")
    leader.fill("答复", "已核实，当天改期没有通知到，本周六补一次。")
    leader.press("答复反映人")
    leader.sees("已答复")

    named = Person(chromium, address, "squad", DESK)
    named.sign_in()
    named.open("/complaints/passed-on")
    named.sees("请核对上周六的到场情况")
    expect(named.page.get_by_text("没有人来")).to_have_count(0)

    visitor.open(link)
    visitor.sees("本周六补一次")
    visitor.press("满意，办结")
    visitor.sees("已办结")

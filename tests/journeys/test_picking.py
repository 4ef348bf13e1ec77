"""A unit picked by typing, with the keyboard, by touch, and on a phone whose script never came."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, Person
from tests.support.accessibility import findings
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.people.models import Member

pytestmark = pytest.mark.browser


def added(city: World, number: str) -> Member:
    """The member that the form has made."""
    db.session.rollback()
    return db.session.query(Member).filter(Member.number == number).one()


def test_with_the_keyboard(city: World, address: str, chromium: Browser) -> None:
    leader = Person(chromium, address, "team", DESK)
    leader.sign_in()
    leader.open("/members/new")
    leader.fill("编号", "K1")
    leader.fill("姓名", "赵敏")
    squad = leader.page.get_by_role("combobox", name="分队")
    squad.press_sequentially("squad")
    options = leader.page.get_by_role("listbox", name="分队").get_by_role("option")
    expect(options).to_have_count(2)
    assert findings(leader.page) == []
    squad.press("ArrowDown")
    squad.press("ArrowDown")
    squad.press("Enter")
    expect(squad).to_have_value("squad_a2 服务队")
    expect(options.first).to_be_hidden()
    leader.press("保存")
    expect(leader.page).to_have_url(re.compile(r"/members/\d+$"))
    assert added(city, "K1").unit_id == city.units["squad_a2"].id


def test_by_touch(city: World, address: str, chromium: Browser) -> None:
    leader = Person(chromium, address, "team", PHONE)
    leader.sign_in()
    leader.open("/members/new")
    squad = leader.page.get_by_role("combobox", name="分队")
    squad.click()
    leader.page.get_by_role("option", name="squad_a1").click()
    expect(squad).to_have_value("squad_a1 服务队")
    squad.fill("没有的队")
    expect(leader.page.get_by_text("没有找到，换个名称、拼音或首字母试试").first).to_be_visible()


def test_without_a_script(city: World, address: str, chromium: Browser) -> None:
    leader = Person(chromium, address, "team", PHONE)
    leader.sign_in()
    context = chromium.new_context(base_url=address, viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    context.add_cookies(leader.page.context.cookies())
    leader.page = context.new_page()
    leader.open("/members/new")
    leader.fill("编号", "N1")
    leader.fill("姓名", "周宁")
    leader.page.get_by_role("textbox", name="分队").fill("squad")
    leader.press("保存")
    leader.sees("有 2 个可选，请选一个")
    leader.page.get_by_role("radio", name="squad_a1").check()
    leader.press("保存")
    assert added(city, "N1").unit_id == city.units["squad_a1"].id

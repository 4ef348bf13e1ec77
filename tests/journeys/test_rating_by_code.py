"""The leader shows the code, a recipient rates on a phone of their own, the site sees it: three real windows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, Person
from tests.support.seen import read
from tests.support.world import World
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock

pytestmark = pytest.mark.browser


def test_from_the_leaders_phone_to_the_sites_screen(
    city: World, address: str, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(city.app.config, "PUBLIC_BASE_URL", address)
    demand = city.demand(status=DemandStatus.IN_SERVICE, title="义剪")
    project = city.project(starts=clock.now() - timedelta(minutes=30), demand=demand, title="义剪")
    leader = Person(chromium, address, "team", PHONE)
    leader.sign_in()
    leader.open(f"/sessions/{project.sessions[0].id}/gate")
    leader.follow("请服务对象评价")
    leader.sees("本场已有 0 人评价")
    scanned = read(leader.page.locator(".gate-qr").screenshot())
    assert scanned is not None

    recipient = Person(chromium, address, "nobody", PHONE)
    recipient.open(scanned.removeprefix(address))
    recipient.page.get_by_label("2 不满意").check(force=True)
    recipient.page.get_by_text("再办一次").click()
    recipient.press("评价")
    expect(recipient.page).to_have_url(re.compile("/said/"))
    recipient.sees("谢谢你的评价", "由社区决定")

    site = Person(chromium, address, "site", DESK)
    site.sign_in()
    site.open("/notices")
    site.sees("有服务对象对「义剪」不满意")
    site.open(f"/demands/{demand.id}")
    site.sees("服务对象评价", "1 人希望再办一次")
    site.follow("看服务对象怎么说")
    site.sees("共 1 条", "待社区决定")
    leader.page.reload()
    leader.sees("本场已有 1 人评价")

"""Somebody comes along at a gate without network: kept on the device, let in once it is back, or the reason shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from tests.journeys.people import PHONE, Person
from tests.journeys.without_network import packed, ready, stored, switch, until_stored
from tests.support.accessibility import findings
from tests.support.world import World
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.claims.models import Claim, ClaimSource
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession

pytestmark = pytest.mark.browser


@pytest.fixture
def session(city: World) -> ServiceSession:
    """Under way with two places, one of them taken; two others have phones."""
    for name, phone in (("member_b", "13712345678"), ("member_2", "13887654321")):
        city.members[name].phone = phone
    project = city.project(starts=clock.now() - timedelta(minutes=10), headcount=2)
    city.claim("member", project.positions[0])
    return project.sessions[0]


def test_a_walk_up_without_network(address: str, chromium: Browser, city: World, session: ServiceSession) -> None:
    gate = f"/sessions/{session.id}/gate"
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    ready(site, gate)
    packed(site)
    switch(site, network=False)
    site.page.goto(gate)
    view = site.page.locator("[data-offline-view]")
    view.get_by_text("临时加人", exact=True).click()
    assert findings(site.page) == []

    number = view.get_by_label("完整的手机号或党员编号")
    for typed, said in (("1371234567", "请填写完整的手机号"), ("137 1234 5678", ""), ("13712345678", "已经记过了")):
        number.fill(typed)
        site.press("记下并点名")
        expect(view.locator("[data-walk-up-error]")).to_contain_text(said)
    number.fill("13887654321")
    site.press("记下并点名")
    site.sees("2 条待发送", "137****5678", "138****4321", "已到 2 / 3")
    expect(view.get_by_label("岗位")).to_contain_text("还有 1 个名额")
    guest = view.get_by_role("listitem").filter(has_text="137****5678")
    guest.get_by_role("button", name="签退").click()
    site.sees("3 条待发送")
    assert findings(site.page) == []
    site.page.reload()
    site.sees("3 条待发送", "137****5678")
    assert stored() == (0, 0)

    switch(site, network=True)
    until_stored(site.page, 2)
    site.sees("138****4321", "没有加上：名额已满", "已到 1 / 2")
    statement = select(Attendance.status, Claim.source).join(Claim, Claim.id == Attendance.claim_id)
    assert db.session.execute(statement).one() == (AttendanceStatus.CHECKED_OUT, ClaimSource.WALK_UP)

    site.press("知道了")
    site.page.reload()
    site.sees("离线记录，请看一下", "没有加上：名额已满")
    expect(site.page.get_by_role("button", name="知道了")).to_be_hidden()

    switch(site, network=False)
    site.page.goto(gate)
    site.sees("没有网络", "已到 1 / 2")
    site.misses("137****5678")


def test_an_own_word_needs_no_position_without_network(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    session.own_word, session.check_in_radius_m = True, 200
    db.session.commit()
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    ready(member, f"/sessions/{session.id}/check-in")
    switch(member, network=False)
    member.press("开始服务")
    member.sees("已记在手机里，联网后自动发送")
    switch(member, network=True)
    until_stored(member.page, 1)
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    site.open(f"/sessions/{session.id}/gate")
    site.sees("没有核对位置，按没有提供位置对待")

"""The day of service with the network switched off and on, in a real browser."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from tests.activities.day import code_now, session_with
from tests.journeys.conftest import address, city
from tests.journeys.people import DESK, PHONE, Person
from tests.journeys.without_network import packed, ready, stored, switch, until_stored
from tests.support.accessibility import findings
from tests.support.world import World
from volunteer.activities import rules
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people import resolver
from volunteer.projects.models import ServiceSession

__all__ = ["address", "city"]

pytestmark = pytest.mark.browser


@pytest.fixture
def session(city: World) -> ServiceSession:
    """A session under way that two have claimed."""
    return session_with(city, "member", "member_2", starts=clock.now() - timedelta(minutes=10))


def shown_code(page: Page) -> str:
    """The six digits at the gate."""
    return page.locator("[data-offline-view] [data-digits]").inner_text().replace(" ", "")


def test_a_leader_keeps_the_gate_without_network(
    address: str, chromium: Browser, city: World, session: ServiceSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = f"/sessions/{session.id}/gate"
    site = Person(chromium, address, "site", DESK)
    site.page.context.clock.install()
    site.sign_in()
    ready(site, gate)
    packed(site)

    switch(site, network=False)
    site.page.goto(gate)
    site.sees("没有网络", session.project.title, "已到 0 / 2")
    site.misses(city.members["member"].name)
    for ahead in (0, 30):
        at = clock.now() + timedelta(seconds=ahead)
        codes = {rules.code_of(session.code_secret, rules.step_at(at + timedelta(seconds=n))) for n in (0, 5)}
        expect(site.page.locator("[data-offline-view] [data-qr] svg")).to_be_visible()
        assert shown_code(site.page) in codes
        site.page.context.clock.fast_forward(30_000)
        site.page.wait_for_timeout(1000)

    for left in (2, 1):
        expect(site.page.get_by_role("button", name="点名")).to_have_count(left)
        site.page.get_by_role("button", name="点名").first.click()
    site.sees("2 条待发送", "已到 2 / 2")
    site.page.reload()
    site.sees("2 条待发送")
    assert stored() == (0, 0)

    monkeypatch.setattr(resolver, "STAFF_IDLE", timedelta(seconds=-1))
    switch(site, network=True)
    expect(site.page.get_by_label("密码", exact=True)).to_be_visible()
    assert stored() == (0, 0)
    monkeypatch.undo()

    other = copy(site)  # somebody else at the same device
    other.name = "town"
    other.sign_in()
    other.open(gate)
    packed(other)
    other.misses("条待发送")
    assert stored() == (0, 0)

    site.sign_in()
    site.open(gate)
    until_stored(site.page, 2)
    site.sees("已到 2 / 2")
    site.misses("条待发送")
    statuses = db.session.scalars(select(Attendance.status)).all()
    assert list(statuses) == [AttendanceStatus.CHECKED_IN] * 2
    assert set(db.session.scalars(select(Punch.by))) == {city.accounts["site"].id}


def test_what_is_shown_without_network_is_for_everybody(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    site, member = Person(chromium, address, "site", PHONE), Person(chromium, address, "member", PHONE)
    for person, path in ((site, f"/sessions/{session.id}/gate"), (member, f"/sessions/{session.id}/check-in")):
        person.sign_in()
        ready(person, path)
        if person is site:
            packed(person)
        switch(person, network=False)
        person.page.goto(path)
        person.sees("没有网络，签到照常进行")
        expect(person.page.locator("[data-offline-view]")).to_be_visible()
        assert findings(person.page) == [], path
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("1 条待发送")
    assert findings(site.page) == []
    site.page.goto("/sessions")
    site.sees("存在本机的签到")
    assert findings(site.page) == []


def test_a_member_checks_in_and_out_without_network(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    ready(member, f"/sessions/{session.id}/check-in")

    switch(member, network=False)
    member.fill("六位签到码", code_now(session))
    member.press("签到")
    member.sees("已记在手机里，联网后自动发送", "1 条待发送")
    assert stored() == (0, 0)
    switch(member, network=True)
    until_stored(member.page, 1)
    member.sees("已签到", "签退")

    switch(member, network=False)
    member.page.goto(f"/g/{session.id}/{code_now(session)}")
    member.press("签退")
    member.sees("已记在手机里，联网后自动发送")
    switch(member, network=True)
    until_stored(member.page, 2)
    kinds = {kind: method for kind, method in db.session.execute(select(Punch.kind, Punch.method))}
    assert kinds == {PunchKind.IN: PunchMethod.CODE, PunchKind.OUT: PunchMethod.CODE}


def test_where_there_is_no_worker_the_open_page_goes_on(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    site = Person(chromium, address, "site", PHONE, service_workers="block")
    site.sign_in()
    site.open(f"/sessions/{session.id}/gate")
    packed(site)
    switch(site, network=False)
    site.sees("没有网络，签到照常进行，记在本机")
    expect(site.page.get_by_role("button", name="点名")).to_have_count(2)
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("1 条待发送")
    site.press("撤销")
    site.misses("条待发送")
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("1 条待发送")
    switch(site, network=True)
    until_stored(site.page, 1)
    site.sees("已到 1 / 2")


def test_what_is_refused_stays_with_its_reason(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    ready(member, f"/sessions/{session.id}/check-in")
    switch(member, network=False)
    member.fill("六位签到码", "000000" if code_now(session) != "000000" else "000001")
    member.press("签到")
    member.sees("1 条待发送")
    switch(member, network=True)
    member.sees("签到码不对或已更换")
    member.page.reload()
    member.sees("签到码不对或已更换")
    member.press("知道了")
    member.misses("签到码不对或已更换")
    assert stored() == (0, 0)


def test_who_is_ticked_while_another_is_being_sent_is_sent_right_after(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    site = Person(chromium, address, "site", PHONE, service_workers="block")
    site.page.clock.install()
    site.sign_in()
    site.open(f"/sessions/{session.id}/gate")
    packed(site)
    switch(site, network=False)
    expect(site.page.get_by_role("button", name="点名")).to_have_count(2)
    site.page.clock.pause_at(clock.now() + timedelta(minutes=1))  # what tries again every so often does not come first
    held: list[Route] = []
    site.page.route("**/api/v1/device", lambda route: route.continue_() if held else held.append(route))
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("1 条待发送")
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("2 条待发送")
    switch(site, network=True)
    held[0].abort()  # the attempt from before ends only now, and without success
    until_stored(site.page, 2)


def test_signing_out_leaves_no_list_behind(
    address: str, chromium: Browser, city: World, session: ServiceSession
) -> None:
    gate = f"/sessions/{session.id}/gate"
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    ready(site, gate)
    packed(site)
    site.open("/account")
    site.press("退出登录")
    expect(site.page).not_to_have_url(f"{address}/account")
    switch(site, network=False)
    site.page.goto(gate)
    site.sees("没有网络", "还没有离线资料")
    expect(site.page.locator("[data-offline-view]")).to_be_hidden()

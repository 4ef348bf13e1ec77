"""What docs/guides/member.md tells: finding, claiming, the day with and without network, hours, a certificate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.activities.day import code_now, session_with
from tests.guides.album import Album, open_album
from tests.guides.conftest import MORNING
from tests.guides.screens import card, main, phone
from tests.journeys.people import Person
from tests.journeys.without_network import ready, stored, switch, until_stored
from tests.records.given import serve
from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.projects.models import ServiceSession

pytestmark = pytest.mark.browser

TITLE = "陪老人复诊志愿服务"


def test_the_guide_of_members(city: World, address: str, chromium: Browser) -> None:
    serve(city, days_ago=2, by="squad")
    city.project(starts=coming(days=8), title=TITLE, headcount=3)
    city.project(starts=coming(days=10, hour=18), title="社区夜间巡防", headcount=4)
    city.project(starts=coming(days=11), title="法律咨询进社区", skill="law", headcount=2)
    today = session_with(city, "member", starts=clock.now() + timedelta(minutes=20))
    member = phone(chromium, address, "member")
    with open_album("member") as album:
        member.open("/activate")
        album.picture("member-activate", main(member.page), height=700)
        member.sign_in()
        claims(member, album)
        cannot_come(member, album)
        checks_in(member, album, today)
        looks_after(member, album)


def claims(member: Person, album: Album) -> None:
    """From the list to a place of one's own."""
    member.open("/positions")
    album.picture("member-find", main(member.page), height=760)
    member.follow(TITLE)
    bar = member.page.locator("#claim-bar")
    first = member.page.locator("#position .card").first
    album.picture("member-claim", first, card(member.page, "请先了解"))
    album.picture("member-claim-button", bar, mark=bar.get_by_role("button", name="认领这个名额"))
    member.press("认领这个名额")
    member.sees("报名成功", "已确认")
    album.picture("member-claimed", first)


def cannot_come(member: Person, album: Album) -> None:
    """The place is given back in time."""
    member.open("/schedule")
    own = member.page.locator(".card", has_text=TITLE)
    own.locator("summary", has_text="释放名额").click()
    album.picture("member-release", own)
    own.get_by_role("button", name="确认释放").click()
    member.misses(TITLE)


def checks_in(member: Person, album: Album, today: ServiceSession) -> None:
    """In without network, out with it."""
    ready(member, f"/sessions/{today.id}/check-in")
    album.picture("member-check-in", main(member.page), height=500)
    _attendances, sent = stored()
    switch(member, network=False)
    member.fill("六位签到码", code_now(today))
    member.press("签到")
    member.sees("已记在手机里，联网后自动发送", "1 条待发送")
    album.picture("member-offline", main(member.page), height=370)
    switch(member, network=True)
    until_stored(member.page, sent + 1)
    with clock.travel(MORNING + timedelta(hours=2, minutes=15)):
        set_clock(member, clock.now())
        member.sign_in()
        member.open(f"/sessions/{today.id}/check-in")
        member.fill("六位签到码", code_now(today))
        member.press("签退")
        member.sees("待负责人确认")
        album.picture("member-check-out", main(member.page), height=370)


def looks_after(member: Person, album: Album) -> None:
    """Hours, a word against them, a certificate, a pause."""
    member.open("/me/hours")
    album.picture("member-hours", main(member.page), height=390)
    member.page.get_by_role("main").locator(".lines a").last.click()
    member.unfold("提出异议")
    album.picture("member-dispute", main(member.page), height=490)
    member.open("/me/certificates")
    member.page.get_by_role("link", name="申请证明").click()
    member.sees("申请志愿服务证明")
    album.picture("member-certificate", main(member.page), height=520)
    member.open("/me")
    album.picture("member-pause", card(member.page, "暂时不参加"))


def set_clock(member: Person, to: datetime) -> None:
    """The phone's clock goes along."""
    member.page.context.clock.set_system_time(to)

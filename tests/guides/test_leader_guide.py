"""What docs/guides/leader.md tells: taking a need on, a project, finding people, the day, the hours. On a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.activities.day import scan, session_with, tick
from tests.guides.album import Album, open_album
from tests.guides.conftest import MORNING
from tests.guides.screens import card, main, phone
from tests.journeys.people import Person
from tests.support.world import World, coming
from volunteer.kernel import clock

pytestmark = pytest.mark.browser

CHAT = "#接龙\n1. 何小平\n2. 林芳\n3. 孙大海\n4. 张建国 +1"


def test_the_guide_of_leaders(city: World, address: str, chromium: Browser) -> None:
    city.demand(title="陪独居老人复诊", clock_number=1, clock_from=MORNING, deadline=MORNING + timedelta(days=2))
    scan(city, "member", session_with(city, "member", starts=coming(days=-2)))
    tick(city, "team", "member_2", session_with(city, "member_2", starts=coming(days=-1, hour=14)))
    today = session_with(city, "member", "member_2", "member_a2", starts=clock.now() + timedelta(minutes=20))
    team = phone(chromium, address, "team")
    with open_album("leader") as album:
        team.sign_in()
        takes_it_on(team, album)
        makes_a_project(team, album)
        finds_people(team, album)
        calls_the_roll(team, album, today.id)
        confirms_hours(phone(chromium, address, "squad"), album)


def takes_it_on(team: Person, album: Album) -> None:
    """What waits is answered where it stands, or on its own page."""
    team.sees("今日待办", "等你处理")
    album.picture("leader-today", team.page.locator("#todo"))
    team.follow("陪独居老人复诊")
    part = card(team.page, "进展")
    album.picture("leader-demand", part, mark=part.get_by_role("button", name="受理"))
    team.press("受理")
    team.sees("已受理，可以发起项目了")


def makes_a_project(team: Person, album: Album) -> None:
    """Most is filled in from the need; what is lacking is said, then it is published."""
    team.follow("发起项目")
    team.fill("项目名称", "陪老人复诊志愿服务")
    team.fill("风险与保障", "")
    team.press("保存草稿")
    team.sees("发布前还要补充")
    album.picture("leader-lacking", card(team.page, "发布前还要补充"))
    team.follow("去补充")
    team.fill("风险与保障", "至少两人同行，社区安排人员陪同。")
    team.press("保存修改")
    part = card(team.page, "进展")
    album.picture("leader-publish", part, mark=part.get_by_role("button", name="发布", exact=True))
    part.get_by_role("button", name="发布", exact=True).click()
    team.sees("招募中")


def finds_people(team: Person, album: Album) -> None:
    """Those who suit are proposed; a list from a group chat is read."""
    team.follow("找人")
    team.page.get_by_role("main").get_by_role("checkbox", name="分队").first.check()
    album.picture("leader-people", main(team.page), height=900)
    team.follow("粘贴接龙名单")
    team.fill("名单", CHAT)
    team.press("核对名单")
    team.sees("没有找到")
    album.picture("leader-list", card(team.page, "核对名单"))


def calls_the_roll(team: Person, album: Album, session_id: int) -> None:
    """Who has come is ticked; who has not is noted once it is over."""
    gate = f"/sessions/{session_id}/gate"
    team.open(gate)
    team.sees("断网也能打开签到码和名单")
    team.page.get_by_role("button", name="点名").first.click()
    team.sees("已到 1 / 3")
    team.open(gate)
    album.picture("leader-roll", team.page.locator("#people"))
    with clock.travel(MORNING + timedelta(hours=3)):
        team.sign_in()
        team.open(gate)
        team.sees("本场已经结束")
        album.picture("leader-missing", team.page.locator("#people"))


def confirms_hours(squad: Person, album: Album) -> None:
    """What is regular is confirmed at once, what stands out is looked at."""
    squad.sign_in()
    squad.open("/hours")
    album.picture("leader-hours", main(squad.page), height=640)
    squad.unfold("确认全部正常的 1 条")
    squad.page.locator(".action-confirm-body").get_by_role("button", name="确认", exact=True).click()
    squad.sees("已确认 1 条")

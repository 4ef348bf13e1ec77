"""What docs/guides/site.md tells: the site asks, waits, keeps the gate, rates. On a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.demand_templates.listed import listed
from tests.guides.album import Album, open_album
from tests.guides.conftest import MORNING
from tests.guides.screens import card, main, phone
from tests.journeys.people import Person
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus
from volunteer.deadlines import jobs
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.jobs import perform_whole

pytestmark = pytest.mark.browser


def test_the_guide_of_sites(city: World, address: str, chromium: Browser) -> None:
    listed("clinic", name="义诊")
    listed("legal", name="法律咨询", category="legal", skill="law", rank=20)
    city.demand(status=DemandStatus.RETURNED, title="陪老人办证")
    city.demand(
        status=DemandStatus.AWAITING_RATING, title="社区义剪", starts=coming(days=-2), ends=coming(days=-2, hour=11)
    )
    site = phone(chromium, address, "site")
    with open_album("site") as album:
        site.sign_in()
        sees_the_board(site, album)
        asks(site, album)
        waits_too_long(site, album)
        rates(site, album)
        keeps_the_gate(city, site, album)


def sees_the_board(site: Person, album: Album) -> None:
    """What stands on the board, and where to begin."""
    site.open("/demands")
    whole = main(site.page)
    album.picture("site-board", whole, mark=whole.get_by_role("link", name="发布需求"), height=640)


def asks(site: Person, album: Album) -> None:
    """A need is written down and handed in; what comes of it stands on its page."""
    site.follow("发布需求")
    site.choose("类别", "care")
    site.fill("需要什么帮助", "陪独居老人复诊")
    site.fill("具体说明", "陪两位老人到医院复诊，挂号、取药、送回家。")
    site.fill("日期", clock.local(coming(days=8)).date().isoformat())
    site.fill("开始", "09:00")
    site.fill("结束", "11:00")
    site.fill("需要几个人", 2)
    site.fill("联系人", "李敏")
    site.fill("联系电话", "13900000000")
    album.picture("site-ask", card(site.page, "需要什么"))
    site.press("提交需求")
    site.sees("已提交，责任单位会在期限内答复", "待受理")
    album.picture("site-asked", card(site.page, "进展"), card(site.page, "办理经过"))


def waits_too_long(site: Person, album: Album) -> None:
    """Nobody answers in time: the tier above is told, and the page says so."""
    with clock.travel(MORNING + timedelta(days=5)):
        perform_whole(jobs.JOBS[0])
        site.sign_in()
        site.open("/demands")
        site.follow("陪独居老人复诊")
        site.sees("超期未办，转上一级督办")
        album.picture("site-late", card(site.page, "进展"), card(site.page, "办理经过"))


def rates(site: Person, album: Album) -> None:
    """Stars on the card; few of them ask what is to come of it."""
    site.open("/demands")
    rated = site.page.locator("article", has_text="社区义剪")
    rated.locator("label.rating-star").nth(1).click()
    album.picture("site-rate", rated, mark=rated.get_by_role("button", name="评价"))
    rated.locator("label.rating-star").nth(4).click()
    rated.get_by_role("button", name="评价").click()
    site.sees("谢谢评价，需求已销号")


def keeps_the_gate(city: World, site: Person, album: Album) -> None:
    """The code of the day, and who has come."""
    session = city.project(starts=clock.now() + timedelta(minutes=20), headcount=3).sessions[0]
    for member in ("member", "member_2"):
        city.claim(member, session.positions[0], ClaimStatus.CONFIRMED)
    site.page.get_by_role("navigation").get_by_role("link", name="签到").click()
    site.follow("签到码与点名")
    site.sees("断网也能打开签到码和名单")
    site.page.get_by_role("button", name="点名").first.click()
    site.sees("已到 1 / 2")
    album.picture("site-gate", main(site.page), height=900)

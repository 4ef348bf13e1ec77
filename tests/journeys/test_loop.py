"""The whole loop in a real Chromium: site and member on a phone, leaders at a desk."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import DESK, PHONE, Person
from tests.support.world import World, coming
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock

pytestmark = pytest.mark.browser

TITLE = "陪独居老人复诊"
PROJECT = "陪老人复诊志愿服务"


class Cast:
    """Those who act in the loop."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.site = Person(browser, address, "site", PHONE)
        self.team = Person(browser, address, "team", DESK)
        self.squad = Person(browser, address, "squad", DESK)
        self.member = Person(browser, address, "member", PHONE)


def test_the_loop_from_demand_to_closing(city: World, address: str, chromium: Browser) -> None:
    cast, starts = Cast(chromium, address), coming(days=7)
    demand_page = posts_a_demand(cast.site, starts)
    makes_a_project_of_it(cast.team)
    claims_a_place(cast.member)
    comes_and_goes(cast, starts)
    with clock.travel(starts + timedelta(hours=3)):
        confirms_hours(cast.squad)
        sees_own_hours(cast.member)
        finishes_the_project(cast.team)
        rates(cast.site, demand_page)


def posts_a_demand(site: Person, starts: datetime) -> str:
    """The site operator fills in the form on a phone and hands it in; returns the demand's address."""
    site.sign_in()
    site.sees("site_1 社区")
    site.follow("发布需求")
    site.choose("类别", "care")
    site.fill("需要什么帮助", TITLE)
    site.fill("具体说明", "陪两位老人到医院复诊，挂号、取药、送回家。")
    site.fill("日期", clock.local(starts).date().isoformat())
    site.fill("开始", "09:00")
    site.fill("结束", "11:00")
    site.fill("需要几个人", 2)
    site.fill("联系人", "李社工")
    site.fill("联系电话", "139 0000 0000")
    site.press("提交需求")
    site.sees("请填写手机号或带区号的座机")
    site.fill("联系电话", "13900000000")
    site.press("提交需求")
    site.sees("已提交，责任单位会在期限内答复", TITLE, "待受理", "team_a 服务队", "提交需求")
    return site.page.url


def makes_a_project_of_it(team: Person) -> None:
    """The team leader takes the demand on, makes a project from it, completes and publishes it."""
    team.sign_in()
    team.sees("今日待办", TITLE)
    team.follow(TITLE)
    team.press("受理")
    team.sees("已受理，可以发起项目了")
    team.follow("发起项目")
    team.sees("根据 1 条需求填好了已知的内容")
    team.fill("项目名称", PROJECT)
    team.fill("风险与保障", "")
    team.press("保存草稿")
    team.sees("草稿已保存，核对后就可以发布", "发布前还要补充")
    team.follow("去补充")
    team.fill("风险与保障", "至少两人同行，社区安排人员陪同。")
    team.press("保存修改")
    team.sees("已保存")
    team.misses("发布前还要补充")
    team.press("发布")
    team.sees("招募中", "0 / 2")


def claims_a_place(member: Person) -> None:
    """The member finds the service, reads it, claims it and has it in the schedule."""
    member.sign_in()
    member.open("/positions")
    member.follow(PROJECT)
    member.sees("至少两人同行，社区安排人员陪同。", "确认后可见")
    member.misses("13900000000")
    member.press("认领这个名额")
    member.sees("报名成功", "已确认", "李社工 13900000000")
    member.open("/schedule")
    member.sees(PROJECT, "09:00", "已确认")


def comes_and_goes(cast: Cast, starts: datetime) -> None:
    """On the day: the site shows the code, the member types it on arrival and on leaving."""
    for at, button, said in (
        (-5, "签到", "已签到，服务结束时请再来签退"),
        (115, "签退", "已签退，本次服务 1 小时 55 分，待负责人确认"),
    ):
        with clock.travel(starts + timedelta(minutes=at)):
            digits = reads_the_code(cast.site)
            cast.member.sign_in()
            cast.member.follow(button)
            cast.member.fill("六位签到码", "000000" if digits != "000000" else "111111")
            cast.member.press(button)
            cast.member.sees("签到码")
            cast.member.fill("六位签到码", digits)
            cast.member.press(button)
            cast.member.sees(said)
            cast.site.page.reload()
            cast.site.sees("已到 1 / 1", "扫码")


def reads_the_code(site: Person) -> str:
    """The six digits on the site's screen."""
    site.sign_in()
    site.page.get_by_role("navigation").get_by_role("link", name="签到").click()
    site.sees(PROJECT)
    site.follow("签到码与点名")
    site.sees("微信扫一扫，或输入六位数字")
    digits = site.page.locator("[data-gate-digits]").inner_text().replace(" ", "")
    assert re.fullmatch("[0-9]{6}", digits)
    return digits


def confirms_hours(squad: Person) -> None:
    """A leader who is not the one who served confirms what is ticked."""
    squad.sign_in()
    squad.sees("确认时长")
    squad.open("/hours")
    squad.sees(PROJECT, "1 小时 55 分")
    squad.page.get_by_role("checkbox", name="全选本页没有异常的").check()
    squad.press("确认所选 1 条")
    squad.sees("已确认 1 条")


def sees_own_hours(member: Person) -> None:
    """The member's own page of hours."""
    member.sign_in()
    member.open("/me/hours")
    member.sees(PROJECT, "1 小时 55 分", "已生效", "签到认定")


def finishes_the_project(team: Person) -> None:
    """The leader closes the project, which asks the site for its word."""
    team.sign_in()
    team.open("/projects")
    team.follow(PROJECT)
    team.sees("待确认时长")
    team.unfold("结项")
    team.press("确认结项")
    team.sees("已结束")


def rates(site: Person, demand_page: str) -> None:
    """The site gives its stars; the demand is struck off with its whole story."""
    site.sign_in()
    site.sees("待评价")
    site.page.goto(demand_page)
    gives_stars(site, 5, "志愿者很贴心")
    site.sees("谢谢评价，需求已销号", "已销号", "满意", "志愿者很贴心")
    story = site.page.get_by_role("main").inner_text()
    steps = ("提交需求", "已受理", "已发布，开始招募", "开始服务", "服务结束，请评价", "评价")
    missing = [step for step in steps if step not in story[story.index("办理经过") :]]
    assert missing == []


def gives_stars(site: Person, stars: int, comment: str, wish: str | None = None) -> None:
    """Stars, a word, what is to come of it when they are few, and the button."""
    site.page.locator("label.rating-star").nth(stars - 1).click()
    if wish:
        site.page.get_by_text(wish, exact=True).click()
    site.page.get_by_label("想说的话").fill(comment)
    site.press("评价")


def test_discontent_reopens_the_demand_with_its_story(city: World, address: str, chromium: Browser) -> None:
    demand = city.demand(status=DemandStatus.AWAITING_RATING, title=TITLE)
    site, team = Person(chromium, address, "site", PHONE), Person(chromium, address, "team", DESK)
    site.sign_in()
    site.open(f"/demands/{demand.id}")
    gives_stars(site, 1, "只来了一个人", wish="再办一次")
    site.sees("已要求重新办理，责任单位会收到通知", "已受理", "重新办理", "只来了一个人")
    team.sign_in()
    team.open(f"/demands/{demand.id}")
    team.sees("已受理", "只来了一个人", "发起项目")
    team.follow("发起项目")
    team.sees("根据 1 条需求填好了已知的内容")

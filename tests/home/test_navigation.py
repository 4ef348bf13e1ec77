"""The ways around: each role's entries, all of them leading somewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus
from volunteer.home.awaiting import awaiting
from volunteer.home.demo_note import KEPT_AS
from volunteer.home.navigation import style_of
from volunteer.home.ways import NOTICES, current_of, is_at_desk, tabs_of, ways_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Notice
from volunteer.notices.queries import unread
from volunteer.projects.states import ProjectStatus
from volunteer.web.nav import NavItem

EVERYBODY = ("member", "site", "town", "squad", "team", "supervisor", "committee", "admin")


def labels(world: World, name: str, path: str = "") -> list[str]:
    return [str(way.label) for way in ways_of(world.actor(name), path)]


def tabs(world: World, name: str, path: str = "") -> list[str]:
    return [str(way.label) for way in tabs_of(world.actor(name), path)]


def current(world: World, name: str, path: str) -> str | None:
    way = current_of(ways_of(world.actor(name), path), path)
    return str(way.label) if way else None


def notice(world: World, name: str) -> None:
    told = {"kind": "claim.confirmed", "parameters": {}, "link": "/home", "created_at": clock.now()}
    db.session.add(Notice(account_id=world.accounts[name].id, **told))
    db.session.commit()


def counted(world: World, name: str) -> dict[str, int]:
    """What is counted beside the entries, where anything is."""
    actor = world.actor(name)
    urls = {NOTICES, *(way.url for way in ways_of(actor))}
    found = awaiting(actor, unread, urls, clock.now())
    return {url: number for url, number in found.items() if number}


@pytest.fixture
def both(world: World) -> World:
    """The squad leader is a member of the squad, the site's operator a member of another."""
    world.members["member"].account_id = world.accounts["squad"].id
    world.members["member_a2"].account_id = world.accounts["site"].id
    db.session.commit()
    return world


def test_each_role_has_its_own_ways(world: World) -> None:
    with world.app.test_request_context():
        assert labels(world, "member") == ["首页", "找服务", "日程", "我的"]
        assert labels(world, "site") == ["看板", "发布", "签到", "通知", "我的"]
        leader = ["今日", "需求", "项目", "资源", "缺口", "签到", "集结", "人员", "时长", "队伍", "通知", "账号"]
        assert labels(world, "team") == labels(world, "squad") == leader
        assert labels(world, "supervisor") == [
            "概览",
            "需求",
            "项目",
            "缺口",
            "人员",
            "时长",
            "队伍",
            "操作记录",
            "通知",
            "账号",
        ]
        more = ["核签", "队伍", "社区", "授权", "操作记录", "通知", "账号"]
        assert labels(world, "committee") == ["概览", *leader[1:5], "派单", *leader[5:9], *more]
        assert labels(world, "admin") == ["首页", "人员", "队伍", "社区", "授权", "操作记录", "通知", "账号"]
        assert labels(world, "town") == ["概览", "需求", "签到", "核签", "社区", "通知", "账号"]


def test_a_phone_shows_what_is_wanted_with_one_hand(world: World) -> None:
    with world.app.test_request_context():
        assert tabs(world, "team") == ["今日", "签到", "需求", "项目"]
        assert tabs(world, "town") == ["概览", "签到", "需求", "社区"]
        assert tabs(world, "admin") == ["首页", "人员", "队伍", "社区"]
        assert tabs(world, "member") == labels(world, "member")


@pytest.mark.parametrize(
    ("name", "path", "label"),
    [
        ("team", "/home", "今日"),
        ("team", "/demands/7", "需求"),
        ("team", "/sessions/3/gate", "签到"),
        ("team", "/accounts/4", "人员"),
        ("team", "/positions/1", None),
        ("site", "/demands/new", "发布"),
        ("site", "/demands/7/change", "看板"),
        ("town", "/hours/countersign", "核签"),
        ("member", "/sessions/3/check-in", "日程"),
        ("member", "/hours/5", "我的"),
        ("member", "/notices", "首页"),
        ("committee", "/display", "账号"),
        ("committee", "/emergencies/3/review", "集结"),
    ],
)
def test_a_page_below_an_entry_belongs_to_it(world: World, name: str, path: str, label: str | None) -> None:
    assert current(world, name, path) == label


def test_only_one_entry_is_the_current_one(world: World) -> None:
    page = world.browser("site").get("/demands/new").text
    assert page.count('aria-current="page"') == 1


def test_who_works_at_a_desk(world: World) -> None:
    assert {name for name in EVERYBODY if is_at_desk(world.actor(name))} == set(EVERYBODY) - {"member", "site"}
    assert style_of(world.actor("site")) == "phone"


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_entry_opens(world: World, name: str) -> None:
    browser = world.browser(name)
    answers = {way.url: browser.get(way.url).status_code for way in ways_of(world.actor(name))}
    assert answers == dict.fromkeys(answers, 200)


def test_visitors_find_their_way(world: World) -> None:
    browser = world.browser(None)
    assert browser.get("/positions").status_code == 200
    assert 'href="/positions"' in browser.get("/").text


def test_leaders_who_serve_go_between_the_desk_and_their_own_service(both: World) -> None:
    desk = ["今日", "需求", "项目", "资源", "缺口", "签到", "集结", "人员", "时长", "队伍", "通知"]
    assert labels(both, "squad", "/home") == [*desk, "我的服务", "账号"]
    assert labels(both, "squad", "/schedule") == [*desk, "我的服务", "找服务", "日程", "我的", "账号"]
    assert tabs(both, "squad", "/schedule") == ["我的服务", "找服务", "日程", "我的"]
    assert current(both, "squad", "/sessions/3/check-in") == "日程"
    assert current(both, "squad", "/hours/5") == "时长"


def test_operators_who_serve_go_between_the_board_and_their_own_service(both: World) -> None:
    assert labels(both, "site", "/demands") == ["看板", "发布", "签到", "通知", "我的"]
    assert labels(both, "site", "/positions/4") == ["我的服务", "找服务", "日程", "我的", "看板"]
    assert 'href="/home/mine"' in both.browser("site").get("/account").text


def test_what_waits_is_counted_beside_its_entry(world: World) -> None:
    assert 'class="badge' not in world.browser("team").get("/home").text
    world.demand()
    world.demand(responsible_unit_id=world.units["team_b"].id)
    world.project(status=ProjectStatus.IN_REVIEW)
    for _ in range(3):
        notice(world, "team")
    waiting = counted(world, "team")
    assert waiting == {"/demands": 1, "/projects": 1, "/notices": 3}
    assert '<span aria-hidden="true">3</span>' in world.browser("team").get("/home").text


def test_what_waits_behind_the_rest_is_told_on_a_phone_too(world: World) -> None:
    def summary() -> str:
        page = world.browser("team").get("/account").text
        return page.partition('<details class="tab-more">')[2].partition("</summary>")[0]

    assert "badge" not in summary()
    notice(world, "team")
    world.demand()  # has a tab of its own
    assert '<span aria-hidden="true">1</span>' in summary()


def test_a_site_is_told_what_it_has_to_answer(world: World) -> None:
    for status in (DemandStatus.RETURNED, DemandStatus.AWAITING_RATING, DemandStatus.SUBMITTED):
        world.demand(status=status)
    world.demand(status=DemandStatus.RETURNED, site_id=world.places["site_3"].id)
    assert counted(world, "site") == {"/demands": 2}


def test_a_member_is_told_of_the_invitations_that_wait(world: World) -> None:
    project = world.project(sessions=3)
    for n, status in enumerate((ClaimStatus.OFFERED, ClaimStatus.RECONFIRM, ClaimStatus.CONFIRMED)):
        world.claim("member", project.positions[n], status)
    assert counted(world, "member") == {"/schedule": 2}


def test_a_great_many_are_said_to_be_many(world: World) -> None:
    for _ in range(120):
        notice(world, "member")
    assert counted(world, "member") == {"/notices": 100}
    assert NavItem("", "", "", count=lambda: 100).badge == "99+"


def test_all_badges_of_a_page_cost_one_statement(world: World) -> None:
    world.demand()
    with world.app.test_request_context(), counted_statements() as statements:
        counted(world, "team")
    assert len([line for line in statements if "notice" in line]) == 1


def test_the_demo_city_says_that_it_is_one(world: World) -> None:
    note = "演示数据：人员为虚构"
    world.app.extensions.pop(KEPT_AS, None)
    assert note not in world.browser(None).get("/").text
    world.units["brigade"].settings = {"demo": True}
    db.session.commit()
    with clock.travel(clock.now() + timedelta(minutes=6)):
        assert note in world.browser(None).get("/").text
    world.app.extensions.pop(KEPT_AS)

"""The ways around: each role's entries, all of them leading somewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World
from volunteer.home.demo_note import KEPT_AS
from volunteer.home.navigation import is_at_desk, style_of, ways_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Notice

EVERYBODY = ("member", "site", "town", "squad", "team", "supervisor", "committee", "admin")


def labels(world: World, name: str) -> list[str]:
    return [str(way.label) for way in ways_of(world.actor(name))]


def test_each_role_has_its_own_ways(world: World) -> None:
    with world.app.test_request_context():
        assert labels(world, "member") == ["首页", "找服务", "日程", "我的"]
        assert labels(world, "site") == ["看板", "发布", "签到", "通知", "我的"]
        leader = ["今日", "需求", "项目", "人员", "时长", "队伍", "通知", "账号"]
        assert labels(world, "team") == labels(world, "squad") == labels(world, "supervisor") == leader
        assert labels(world, "committee") == [*leader[:6], "社区", "通知", "审计", "授权", "账号"]
        assert labels(world, "admin") == ["今日", "人员", "队伍", "社区", "通知", "审计", "授权", "账号"]
        assert labels(world, "town") == ["今日", "需求", "社区", "通知", "账号"]


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


def test_leaders_who_serve_have_a_way_to_their_own_service(world: World) -> None:
    world.members["member"].account_id = world.accounts["squad"].id
    db.session.commit()
    assert "/home/mine" in [way.url for way in ways_of(world.actor("squad"))]


def test_unread_notices_are_counted_beside_their_entry(world: World) -> None:
    assert 'class="badge"' not in world.browser("team").get("/home").text
    for _ in range(3):
        db.session.add(
            Notice(
                account_id=world.accounts["team"].id,
                kind="claim.confirmed",
                parameters={},
                link="/home",
                created_at=clock.now(),
            )
        )
    db.session.commit()
    assert '<span class="badge">3</span>' in world.browser("team").get("/home").text


def test_the_demo_city_says_that_it_is_one(world: World) -> None:
    note = "演示数据：人员为虚构"
    world.app.extensions.pop(KEPT_AS, None)
    assert note not in world.browser(None).get("/").text
    world.units["brigade"].settings = {"demo": True}
    db.session.commit()
    with clock.travel(clock.now() + timedelta(minutes=6)):
        assert note in world.browser(None).get("/").text
    world.app.extensions.pop(KEPT_AS)

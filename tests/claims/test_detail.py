"""The page of one position: what there is to know, and the button or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.world import World, coming, text_of
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import WorkingTimeRule
from volunteer.projects.models import Position
from volunteer.projects.open_rows import said_place
from volunteer.projects.states import ProjectStatus
from volunteer.web.town_maps import route_url

BUTTON = "认领这个名额"


def _page(world: World, position: Position, who: str | None = "member") -> str:
    return text_of(world.browser(who).get(f"/positions/{position.id}"))


def _needs_a_skill(world: World) -> Position:
    return world.project(skill="nursing", level=2).positions[0]


def _overlaps(world: World) -> Position:
    world.claim("member", world.project(title="图书角整理").positions[0])
    return world.project(starts=coming(days=7) + timedelta(hours=1)).positions[0]


def _opens_later(world: World) -> Position:
    return world.project(opens_at=coming(days=1, hour=8)).positions[0]


def _called_off(world: World) -> Position:
    return world.project(status=ProjectStatus.CANCELLED).positions[0]


def _begun(world: World) -> Position:
    return world.project(starts=clock.now() - timedelta(minutes=30)).positions[0]


def _while_paused(world: World) -> Position:
    world.members["member"].paused_until = clock.today() + timedelta(days=3)
    db.session.commit()
    return world.project().positions[0]


def _with_enough(world: World) -> Position:
    world.members["member"].max_positions = 1
    world.claim("member", world.project(starts=coming(days=2)).positions[0])
    return world.project().positions[0]


def _unsafe(world: World) -> Position:
    return world.project(category="tutoring", headcount=1).positions[0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_needs_a_skill, "需要技能：护理 2 级"),
        (_overlaps, "和“图书角整理”同一时间"),
        (_opens_later, "08:00 开始报名"),
        (_called_off, "这场服务已取消或结束"),
        (_begun, "活动已经开始，现场有空位时请找现场负责人"),
        (_while_paused, "你暂停了参加服务，恢复后再报名"),
        (_with_enough, "你未完成的报名已达上限"),
        (_unsafe, "这类服务有安全要求，目前不满足"),
    ],
)
def test_every_reason_stands_where_the_button_would_be(
    world: World, make: Callable[[World], Position], words: str
) -> None:
    position = make(world)
    page = _page(world, position)
    assert words in page
    assert BUTTON not in page
    refused = world.browser("member").post(
        f"/positions/{position.id}/claim", {"place": position.id}, headers={"HX-Request": "true"}
    )
    assert "已报名" not in text_of(refused)


def test_who_is_no_member_reads_why_and_a_visitor_signs_in(world: World) -> None:
    position = world.project().positions[0]
    assert "只有党员账号可以认领" in _page(world, position, "committee")
    assert "登录后认领" in _page(world, position, None)
    assert "这场服务已取消或结束" in _page(world, _called_off(world), None)


def test_working_time_is_said_before_one_asks(world: World) -> None:
    project = world.project()
    project.sessions[0].off_hours = False
    organ = world.units["team_a"].organ
    assert organ is not None
    organ.working_time = WorkingTimeRule.APPROVAL
    db.session.commit()
    asked = _page(world, project.positions[0])
    assert BUTTON in asked
    assert "提交后由本队负责人同意" in asked
    organ.working_time = WorkingTimeRule.HIDDEN
    db.session.commit()
    hidden = _page(world, project.positions[0])
    assert BUTTON in hidden
    assert "请先征得单位同意" in hidden


def test_a_lapsed_offer_is_in_nobodys_way(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    world.claim("member", position, ClaimStatus.OFFERED).respond_by = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert BUTTON in _page(world, position)
    assert BUTTON in _page(world, position, "member_2")


def test_why_it_suits_is_said_to_whom_it_suits(world: World) -> None:
    world.give_skill("member", "nursing", level=2)
    position = world.project(skill="nursing").positions[0]
    page = _page(world, position)
    assert "为什么推荐给你" in page
    assert "护理 2 级" in page
    world.members["member"].recommendations_on = False
    db.session.commit()
    assert "为什么推荐给你" not in _page(world, position)
    assert "为什么推荐给你" not in _page(world, position, None)


def test_the_way_there_names_public_places_only(world: World) -> None:
    project = world.project()
    project.sessions[0].public_place = "党群服务中心"
    db.session.commit()
    page = world.browser("member").get(f"/positions/{project.positions[0].id}").text
    assert "https://uri.amap.com/marker?position=113.79,23.03&amp;name=town_1" in page
    assert "党群服务中心" in page


def test_the_phones_own_map_can_be_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAP_ROUTE_URL", "geo:{lat},{lon}?q={lat},{lon}({name})")
    with app.app_context():
        assert route_url(113.79, 23.03, "东城 (社区)") == (
            "geo:23.03,113.79?q=23.03,113.79(%E4%B8%9C%E5%9F%8E%20%28%E7%A4%BE%E5%8C%BA%29)"
        )


def test_safety_rules_and_other_sessions_are_shown(world: World) -> None:
    project = world.project(category="tutoring", sessions=2, headcount=3)
    page = _page(world, project.positions[0])
    assert "至少 2 人同行" in page
    assert "这个项目的其他场次" in page
    assert "一次报名多场" in page
    visitor = world.browser(None).get(f"/positions/{project.positions[0].id}").text
    assert f'href="/positions/{project.positions[1].id}"' in visitor
    assert "一次报名多场" not in visitor


def test_the_way_back_leads_to_the_list_as_it_was(world: World) -> None:
    position = world.project().positions[0]
    browser, listed = world.browser("member"), "/positions/map?town=town_1"
    page = browser.client.get(f"/positions/{position.id}", headers={"Referer": f"http://localhost{listed}"}).text
    assert f'class="back-link" href="{listed}"' in page
    page = browser.client.get(f"/positions/{position.id}", headers={"Referer": "http://localhost/schedule"}).text
    assert 'class="back-link" href="/positions"' in page


def test_a_place_that_carries_the_sites_name_is_said_once() -> None:
    assert said_place("东城街道", "花园新村社区", "花园新村社区党群服务中心") == "东城街道 花园新村社区党群服务中心"
    assert said_place("东城街道", "花园新村社区", "市人民医院") == "东城街道 花园新村社区 市人民医院"
    assert said_place(None, "花园新村社区", None) == "花园新村社区"

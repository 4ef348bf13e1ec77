"""Finding open positions: what the board holds, what the filters leave, and that the board follows the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from geopy.distance import great_circle

from tests.support.statements import asks_at_most
from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.finding import PositionFilters, distance_m, find
from volunteer.projects.open_board import open_board
from volunteer.projects.states import ProjectStatus, SessionStatus


def found(**filters: Any) -> list[str]:
    """Titles of the projects whose positions are found, in order."""
    rows = find(open_board(), PositionFilters(**filters), clock.now())
    return [row.project_title for row in rows]


def test_what_can_be_claimed_is_listed_earliest_first(world: World) -> None:
    world.project(title="后", starts=coming(days=5))
    world.project(title="先", starts=coming(days=3))
    assert found() == ["先", "后"]


@pytest.mark.parametrize("status", [s for s in ProjectStatus if s != ProjectStatus.PUBLISHED])
def test_only_published_projects_are_open(world: World, status: ProjectStatus) -> None:
    world.project(status=status)
    assert found() == []


def test_the_claim_window(world: World) -> None:
    world.project(title="已开始", starts=clock.now() - timedelta(minutes=1))
    world.project(title="未开放", opens_at=clock.now() + timedelta(hours=1))
    world.project(title="已开放", opens_at=clock.now() - timedelta(hours=1))
    world.project(title="延期").sessions[0].status = SessionStatus.POSTPONED
    assert found() == ["已开放"]


def test_filters(world: World) -> None:
    near: dict[str, Any] = {"title": "近", "starts": coming(days=3), "skill": "nursing"}
    world.project(**near)
    world.project(title="远", starts=coming(days=4), category="legal", site_id=world.places["site_3"].id)
    full = world.project(title="满", starts=coming(days=5), headcount=1)
    world.claim("member", full.positions[0])
    assert found(town="town_2") == ["远"]
    assert found(town="town_1 社区") == ["近", "满"]
    assert found(category="legal") == ["远"]
    assert found(skill="nursing") == ["近"]
    assert found(on=clock.local(coming(days=4)).date()) == ["远"]
    assert found(free_only=True) == ["近", "远"]
    assert found(project_id=full.id) == ["满"]


def test_a_day_is_a_day_in_shanghai(world: World) -> None:
    world.project(title="清早", starts=coming(days=3, hour=0), hours=1)
    world.project(title="深夜", starts=coming(days=3, hour=23), hours=1)
    assert found(on=clock.local(coming(days=3)).date()) == ["清早", "深夜"]
    assert found(on=clock.local(coming(days=2)).date()) == []


def test_text_search_takes_signs_as_they_are(world: World) -> None:
    world.project(title="100% 满意的义诊")
    world.project(title="普法_进社区", summary="宪法宣传", starts=coming(days=8))
    assert found(q="%") == ["100% 满意的义诊"]
    assert found(q="法_进") == ["普法_进社区"]
    assert found(q="宪法 site_1") == ["普法_进社区"]
    assert found(q="志愿者") == ["100% 满意的义诊", "普法_进社区"]
    assert found(q="没有的") == []


def test_pinyin_and_initials_find_titles_and_places(world: World) -> None:
    world.project(title="重阳节义诊")
    world.project(title="普法讲座", starts=coming(days=8))
    assert found(q="yizhen") == ["重阳节义诊"]
    assert found(q="pfjz") == ["普法讲座"]
    assert found(q="yizhen pfjz") == []


def test_several_days_and_one_site(world: World) -> None:
    for days in (3, 4, 5):
        world.project(title=f"第 {days} 天", starts=coming(days=days))
    world.project(title="别处", starts=coming(days=4), site_id=world.places["site_3"].id)
    first, last = (clock.local(coming(days=days)).date() for days in (4, 5))
    assert found(first_day=first) == ["第 4 天", "别处", "第 5 天"]
    assert found(first_day=first, last_day=last, site_id=world.places["site_1"].id) == ["第 4 天", "第 5 天"]
    assert found(last_day=first, on=last) == []


def test_distance_is_the_great_circle(world: World) -> None:
    world.project(title="近")
    world.project(title="远", site_id=world.places["site_3"].id)
    here = (113.80, 23.03)
    for row in find(open_board(), PositionFilters(), clock.now()):
        assert distance_m(row, here) == pytest.approx(great_circle(here[::-1], (row.lat, row.lon)).m, rel=1e-4)
        assert distance_m(row, None) is None
    assert found(near=here, within_km=5) == ["近"]


def test_the_board_follows_the_database(world: World) -> None:
    project = world.project(title="义诊", headcount=1)
    assert found() == found(free_only=True) == ["义诊"]
    world.claim("member", project.positions[0])
    assert (found(), found(free_only=True)) == (["义诊"], [])
    project.title = "大型义诊"
    db.session.commit()
    assert found() == ["大型义诊"]
    world.places["site_1"].name = "新名社区"
    db.session.commit()
    assert found(q="新名") == ["大型义诊"]
    project.sessions[0].status = SessionStatus.CANCELLED
    db.session.commit()
    assert found() == []


def test_a_session_leaves_the_list_when_it_begins(world: World) -> None:
    world.project(title="义诊", starts=coming(days=3))
    assert found() == ["义诊"]
    with clock.travel(coming(days=3)):
        assert found() == []


def test_finding_costs_no_statement_but_the_marks(world: World) -> None:
    for day in range(3, 8):
        world.project(starts=coming(days=day))
    assert asks_at_most(1, lambda: len(found()))
    assert len(found()) == 5

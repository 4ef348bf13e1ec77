"""The list of open positions, and who sees which project."""

from __future__ import annotations

from datetime import timedelta

import pytest
from geopy.distance import great_circle
from sqlalchemy import event, select

from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.queries import PositionFilters, open_positions
from volunteer.projects.states import ProjectStatus, SessionStatus


def found(**filters: object) -> list[str]:
    """Titles of the projects whose positions the list shows, in order."""
    rows = db.session.execute(open_positions(clock.now(), PositionFilters(**filters)))  # type: ignore[arg-type]
    return [position.project.title for position, _ in rows]


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
    near = {"title": "近", "starts": coming(days=3), "skill": "nursing"}
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


def test_distance_is_the_great_circle(world: World) -> None:
    world.project(title="近")
    world.project(title="远", site_id=world.places["site_3"].id)
    here = (113.80, 23.03)
    rows = db.session.execute(open_positions(clock.now(), PositionFilters(near=here))).all()
    for position, metres in rows:
        site = position.session.site
        assert metres == pytest.approx(great_circle(here[::-1], (site.lat, site.lon)).m, rel=1e-4)
    assert found(near=here, within_km=5) == ["近"]
    assert [metres for _, metres in db.session.execute(open_positions(clock.now()))] == [None, None]


def test_the_list_costs_one_statement(world: World) -> None:
    for day in range(3, 8):
        world.project(starts=coming(days=day))
    db.session.expunge_all()
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        shown = [
            (p.project.title, p.session.starts, p.session.site.parent.name)
            for p in db.session.scalars(open_positions(clock.now()))
        ]
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(shown) == 5
    assert len(statements) == 1


def test_drafts_are_seen_within_reach_only(world: World) -> None:
    draft = world.project(status=ProjectStatus.DRAFT, published_at=None)
    open_to_all = world.project()

    def seen(name: str) -> set[int]:
        return {p.id for p in db.session.scalars(visible(Project, world.actor(name), Permission.PROJECT_READ))}

    assert seen("team") == seen("committee") == seen("supervisor") == {draft.id, open_to_all.id}
    assert seen("team_b") == seen("member") == seen("site") == {open_to_all.id}
    sessions = visible(ServiceSession, world.actor("member"), Permission.PROJECT_READ)
    assert set(db.session.scalars(sessions.with_only_columns(ServiceSession.project_id))) == {open_to_all.id}
    assert len(db.session.scalars(select(ServiceSession.id)).all()) == 2

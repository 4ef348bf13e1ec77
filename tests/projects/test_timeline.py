"""The timeline of sessions: by project and day, gaps first, four weeks summed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.kernel import clock
from volunteer.projects.states import SessionStatus
from volunteer.projects.timeline import TimelineFilters, rows_of, sessions_between, weeks_of


def test_sessions_stand_in_the_cell_of_their_day_in_shanghai(world: World) -> None:
    late = world.project(starts=coming(days=3, hour=0), sessions=2, headcount=4)
    today = clock.today()
    (row,) = rows_of(sessions_between(world.actor("team"), today, 14, TimelineFilters()), today)
    assert row.project_id == late.id
    assert [number for number, cell in enumerate(row.cells) if cell] == [3, 4]
    assert (row.cells[3][0].gone, row.cells[3][0].headcount) == (0, 4)


def test_what_lacks_people_soonest_stands_first_and_full_ones_last(world: World) -> None:
    full = world.project(starts=coming(days=1), headcount=1)
    world.claim("member", full.positions[0])
    later, sooner = world.project(starts=coming(days=9)), world.project(starts=coming(days=4))
    today = clock.today()
    sessions = sessions_between(world.actor("team"), today, 14, TimelineFilters())
    assert [row.project_id for row in rows_of(sessions, today)] == [sooner.id, later.id, full.id]
    assert [row.project_id for row in rows_of(sessions, today, gaps_only=True)] == [sooner.id, later.id]
    weeks = weeks_of(sessions, today)
    assert [(week.sessions, week.missing) for week in weeks] == [(2, 2), (1, 2), (0, 0), (0, 0)]


def test_only_what_is_held_and_within_reach_is_shown(world: World) -> None:
    world.project(status="draft", published_at=None)
    world.project(unit_id=world.units["team_b"].id, site_id=world.places["site_3"].id)
    called_off = world.project()
    called_off.sessions[0].status = SessionStatus.CANCELLED
    own = world.project(category="legal")
    seen = sessions_between(world.actor("team"), clock.today(), 14, TimelineFilters())
    assert [one.project_id for one in seen] == [own.id]
    everywhere = sessions_between(world.actor("committee"), clock.today(), 14, TimelineFilters(town="town_2"))
    assert len(everywhere) == 1
    assert sessions_between(world.actor("team"), clock.today(), 14, TimelineFilters(category="care")) == []


def test_the_page_turns_by_the_week_and_leads_to_each_session(world: World) -> None:
    project = world.project(starts=coming(days=16))
    session = project.sessions[0]
    team = world.browser("team")
    first = team.get("/projects/timeline")
    assert "这两周没有场次" in text_of(first)
    next_week = clock.today() + timedelta(days=7)
    assert f"from={next_week}" in first.text
    second = team.get(f"/projects/timeline?from={next_week}")
    assert f"/projects/{project.id}#session-{session.id}" in second.text
    assert "0 / 2" in text_of(second)


@pytest.mark.parametrize("query", ["?from=never", "?from=9999-12-31", "?from=0001-01-01", "?page=-1&gaps=1&town=x"])
def test_no_address_breaks_the_page(world: World, query: str) -> None:
    assert world.browser("squad").get(f"/projects/timeline{query}").status_code == 200


def test_members_and_visitors_have_no_timeline(world: World) -> None:
    assert world.browser("member").get("/projects/timeline").status_code == 403


def test_statements_do_not_grow_with_sessions(world: World) -> None:
    counts = []
    for more in (1, 8):
        for n in range(more):
            world.project(starts=coming(days=2 + n), sessions=2)
        team = world.browser("team")
        team.get("/projects/timeline")
        with counted_statements() as sent:
            assert team.get("/projects/timeline").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]

"""Sessions that differ from the rows of their project: made of demands, typed, edited, copied (D12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.projects.test_pages import filled, only_project
from tests.projects.test_service import actions, on, shape
from tests.projects.test_several_demands import accepted, made_of
from tests.support.as_shown import as_shown
from tests.support.world import World, coming, text_of
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.projects import service
from volunteer.projects.content import PositionRow, ProjectContent, SessionRow
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus

ROWS = (PositionRow("护理", 5, "nursing", 1, 1), PositionRow("引导", 2, None, 1, 2))


def planned(day: int, **departing: int) -> SessionRow:
    """A session that departs from a row: `line_1=3`."""
    starts = on(day).starts
    departures = {int(name.removeprefix("line_")): heads for name, heads in departing.items()}
    return SessionRow(starts, starts + timedelta(hours=2), departures=departures)


def differing(world: World) -> Project:
    """Two positions on the third day, one of them alone and smaller on the fourth."""
    words = {"title": "义诊", "category": "care", "site_id": world.places["site_1"].id, "contact_name": "李社工"}
    words |= {"summary": "量血压", "contact_phone": "13900000000", "risk_note": "已投保"}
    content = ProjectContent(words, ROWS, (planned(3), planned(4, line_1=3, line_2=0)))
    return service.make(world.actor("team"), content)


def edit(world: World, project: Project, **parts: Any) -> Project:
    return service.edit(world.actor("team"), project.id, project.version, ProjectContent(**parts))


def demands_apart(world: World) -> list[Any]:
    """Nurses on one day, lawyers on the next, and nurses again, more of them."""
    base = coming(days=5, hour=10)
    asked = [("nursing", 2, 0), ("law", 1, 1), ("nursing", 4, 2)]
    return [
        accepted(
            world,
            skill=skill,
            headcount=heads,
            starts=base + timedelta(days=days),
            ends=base + timedelta(days=days, hours=2),
        )
        for skill, heads, days in asked
    ]


def test_each_session_has_what_its_own_demand_asks_for(world: World) -> None:
    nurses, lawyer, more = demands_apart(world)
    project = made_of(world, nurses, lawyer, more)
    assert shape(project) == [(nurses.starts, "护理", 2), (lawyer.starts, "法律咨询", 1), (more.starts, "护理", 4)]


def test_the_form_of_several_demands_keeps_it(world: World) -> None:
    asked = demands_apart(world)
    path = "/projects/new?" + "&".join(f"demand={demand.id}" for demand in asked)
    browser = world.browser("team")
    posted = as_shown(browser.get(path).get_data(as_text=True))
    assert browser.post(path, posted).status_code == 303
    project = only_project()
    kept = [(asked[0].starts, "护理", 2), (asked[1].starts, "法律咨询", 1), (asked[2].starts, "护理", 4)]
    assert shape(project) == kept
    again = as_shown(browser.get(f"/projects/{project.id}/edit").get_data(as_text=True))
    assert browser.post(f"/projects/{project.id}/edit", again).status_code == 303
    assert shape(only_project()) == kept


def test_a_copy_differs_in_the_same_way(world: World) -> None:
    project = differing(world)
    browser = world.browser("team")
    posted = as_shown(browser.get(f"/projects/new?like={project.id}").get_data(as_text=True))
    made = browser.post("/projects/new", posted)
    copy = db.session.get_one(Project, int(made.location.rsplit("/", 1)[-1]))
    assert [(title, heads) for _starts, title, heads in shape(copy)] == [("护理", 5), ("引导", 2), ("护理", 3)]


def test_weeks_are_repeated_as_the_first_one_is(world: World) -> None:
    typed = filled(world, **{"sessions-0-heads-0": "7", "times": "2", "add": "weeks"})
    posted = as_shown(world.browser("team").post("/projects/new", typed).get_data(as_text=True))
    assert [posted[f"sessions-{row}-heads-0"] for row in (0, 1)] == ["7", "7"]


def test_rows_changed_later_leave_what_differs(world: World) -> None:
    project = differing(world)
    third, fourth = on(3).starts, on(4).starts
    rows = (PositionRow("护理", 6, "nursing", 1, 1), PositionRow("引导", 4, None, 1, 2), PositionRow("摄影", 1))
    edit(world, project, positions=rows)
    assert shape(project) == [
        (third, "护理", 5),
        (third, "引导", 4),
        (third, "摄影", 1),
        (fourth, "护理", 6),
        (fourth, "摄影", 1),
    ]


def test_one_more_session_has_all_rows(world: World) -> None:
    project = differing(world)
    edit(world, project, sessions=(planned(3), on(4), on(9)))
    assert [(title, heads) for starts, title, heads in shape(project) if starts == on(9).starts] == [
        ("护理", 3),
        ("引导", 2),
    ]


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ((planned(3), planned(4, line_1=0, line_2=0)), "每一场至少要有一个岗位"),
        ((planned(3, line_2=0), planned(4, line_2=0)), "“引导”哪一场都没有人数"),
        ((planned(3), planned(4, line_9=1)), "没有第 9 行岗位"),
    ],
)
def test_what_makes_no_sense_is_said(world: World, sessions: tuple[SessionRow, ...], said: str) -> None:
    project = differing(world)
    with pytest.raises(Invalid) as raised:
        edit(world, project, positions=ROWS, sessions=sessions)
    assert said in str(raised.value.fields)


def test_a_row_goes_with_the_only_session_that_had_it(world: World) -> None:
    project = differing(world)
    edit(world, project, sessions=(planned(4, line_1=3, line_2=0),))
    assert shape(project) == [(on(4).starts, "护理", 3)]


def test_what_was_published_is_not_taken_out(world: World) -> None:
    project = service.publish(world.actor("team"), differing(world).id)
    assert project.status == ProjectStatus.PUBLISHED
    with pytest.raises(Refused, match="published_row"):
        edit(world, project, sessions=(planned(3, line_2=0),))


def heads_of(world: World, name: str, session_id: int, version: int, *heads: str) -> TestResponse:
    typed = {f"heads-{number}": said for number, said in enumerate(heads)}
    return world.browser(name).post(f"/sessions/{session_id}/heads", {"version": version, **typed})


def test_one_session_gets_other_numbers(world: World) -> None:
    project = service.publish(world.actor("team"), differing(world).id)
    third, fourth = project.sessions
    page = as_shown(world.browser("team").get(f"/sessions/{fourth.id}/move").get_data(as_text=True))
    assert (page["heads-0"], page["heads-1"]) == ("3", "")
    assert heads_of(world, "team", fourth.id, fourth.version, "4", "1").status_code == 303
    assert shape(only_project()) == [
        (third.starts, "护理", 5),
        (third.starts, "引导", 2),
        (fourth.starts, "护理", 4),
        (fourth.starts, "引导", 1),
    ]
    assert {"session.heads_set", "project.headcount_changed"} <= set(actions())
    assert only_project().sessions[1].sequence == 0  # nobody is asked again
    assert heads_of(world, "team", fourth.id, 1, "5", "1").status_code == 422
    assert heads_of(world, "team_b", fourth.id, 2, "5", "1").status_code in (403, 404)


def test_nobody_loses_a_place_by_it(world: World) -> None:
    project = service.publish(world.actor("team"), differing(world).id)
    third = project.sessions[0]
    for member in ("member", "member_2"):
        world.claim(member, project.positions[0])
    fewer = heads_of(world, "team", third.id, third.version, "1", "2")
    assert (fewer.status_code, "人数不能少于" in text_of(fewer)) == (422, True)
    none = heads_of(world, "team", third.id, third.version, "5", "0")
    assert (none.status_code, "发布过的岗位和场次不能删除" in text_of(none)) == (422, True)


def test_the_api_says_what_a_session_has(world: World) -> None:
    api = world.api("team")
    body = {
        "title": "义诊",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "positions": [{"title": "护理", "headcount": 5, "line": 1}, {"title": "引导", "headcount": 2, "line": 2}],
        "sessions": [
            {"starts": on(day).starts.isoformat(), "ends": on(day).ends.isoformat(), "headcounts": heads}
            for day, heads in ((3, []), (4, [{"line": 1, "headcount": 3}, {"line": 2, "headcount": 0}]))
        ],
    }
    made = api.post("/projects", body)
    third, fourth = made.get_json()["sessions"]
    assert [[p["headcount"] for p in session["positions"]] for session in (third, fourth)] == [[5, 2], [3]]
    more = {"version": third["version"], "headcounts": [{"line": 1, "headcount": 6}]}
    changed = api.call("PUT", f"/sessions/{third['id']}/headcounts", more)
    assert [p["headcount"] for p in changed.get_json()["positions"]] == [6, 2]
    assert api.call("PUT", f"/sessions/{third['id']}/headcounts", more).get_json()["reason"] == "stale"

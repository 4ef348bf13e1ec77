"""Projects and sessions through the JSON API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import World, coming
from volunteer.demands.states import DemandStatus


def iso(days: int, hour: int) -> str:
    return coming(days=days, hour=hour).isoformat()


def body(world: World, **values: Any) -> dict[str, Any]:
    defaults = {
        "title": "社区义诊",
        "summary": "为居民量血压",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "risk_note": "已投保意外险",
        "positions": [{"title": "护理", "skill": "nursing", "level": 1, "headcount": 2}],
        "sessions": [{"starts": iso(3, 19), "ends": iso(3, 21)}, {"starts": iso(4, 19), "ends": iso(4, 21)}],
    }
    return {**defaults, **values}


def test_from_draft_to_published(world: World) -> None:
    api = world.api("team")
    made = api.post("/projects", body(world))
    assert made.status_code == 201
    project = made.get_json()
    assert project["status"] == "draft"
    assert [len(session["positions"]) for session in project["sessions"]] == [1, 1]
    assert project["positions"] == [{"line": 1, "title": "护理", "skill": "nursing", "level": 1, "headcount": 2}]
    assert project["fill"] == {"state": "draft", "headcount": 4, "taken": 0, "reserved": 0, "free": 4}
    published = api.post(f"/projects/{project['id']}/publish")
    assert published.status_code == 200
    assert published.get_json()["fill"]["state"] == "recruiting"
    seen = world.api("member").get(f"/projects/{project['id']}").get_json()
    assert (seen["contact_name"], seen["contact_phone"]) == ("李**", "139****0000")


def test_a_project_from_a_demand_alone(world: World) -> None:
    demand = world.demand(status=DemandStatus.ACCEPTED)
    made = world.api("team").post("/projects", {"demand_ids": [demand.id]})
    assert made.status_code == 201
    project = made.get_json()
    assert project["demand_ids"] == [demand.id]
    assert project["title"] == demand.title
    assert project["fill"]["headcount"] == demand.headcount


def test_publish_lists_what_is_missing(world: World) -> None:
    api = world.api("team")
    short = {"title": "待定", "category": "care", "site_id": world.places["site_1"].id}
    project = api.post("/projects", short).get_json()
    refused = api.post(f"/projects/{project['id']}/publish")
    assert refused.status_code == 409
    answer = refused.get_json()
    assert answer["reason"] == "incomplete"
    assert set(answer["errors"]["missing"]) == {"summary", "sessions", "positions", "contact", "risk_note"}
    assert "风险与保障" in answer["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "长" * 81},
        {"summary": "坏\x00字"},
        {"positions": [{"title": "护理", "headcount": 0}]},
        {"positions": [{"title": "护理", "headcount": -1}]},
        {"positions": [{"title": "护理", "headcount": 501}]},
        {"positions": [{"title": "护理", "headcount": 1, "level": 4}]},
        {"positions": [{"title": "护理", "headcount": 1, "skill": "unheard of"}]},
        {"sessions": [{"starts": "2026-13-01T00:00:00Z", "ends": "2026-12-01T00:00:00Z"}]},
        {"sessions": [{"starts": "2020-01-01T09:00:00+08:00", "ends": "2020-01-01T11:00:00+08:00"}]},
        {"sessions": [{"starts": "0001-01-01T00:00:00+08:00", "ends": "9999-12-31T23:59:59-10:00"}]},
        {"sessions": [{"starts": iso(3, 9), "ends": "9999-12-31T23:59:59-10:00"}]},
        {"opens_at": "0001-01-01T00:00:00+08:00"},
        {"opens_at": "9999-12-31T23:59:59-10:00"},
        {"category": "unheard of"},
        {"site_id": 999_999},
        {"site_id": "eins"},
        {"contact_phone": "拨打我"},
        {"surprise": 1},
    ],
)
def test_bad_input_is_named_and_leaves_nothing(world: World, wrong: dict[str, Any]) -> None:
    api = world.api("team")
    answer = api.post("/projects", body(world, **wrong))
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["json"]
    assert api.get("/projects").get_json() == []


def test_ends_before_starts(world: World) -> None:
    backwards = {"starts": iso(3, 21), "ends": iso(3, 19)}
    answer = world.api("team").post("/projects", body(world, sessions=[backwards]))
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["json"] == {"ends": ["结束时间要晚于开始时间"]}


def test_who_may_do_what(world: World) -> None:
    assert world.api("member").post("/projects", body(world)).status_code == 403
    assert world.api("team_b").post("/projects", body(world, unit_id=world.units["team_a"].id)).status_code == 403
    draft = world.api("team").post("/projects", body(world)).get_json()
    assert world.api("team_b").get(f"/projects/{draft['id']}").status_code == 404
    assert world.api("member").get(f"/projects/{draft['id']}").status_code == 404
    published = world.project()
    assert world.api("team_b").post(f"/projects/{published.id}/cancel").status_code == 403
    assert world.api("squad").post(f"/projects/{published.id}/cancel").status_code == 403
    assert world.api("team").get(f"/projects/{2**63}").status_code == 404


def test_a_stale_patch_is_refused(world: World) -> None:
    api = world.api("team")
    project = api.post("/projects", body(world)).get_json()
    first = api.patch(f"/projects/{project['id']}", {"version": project["version"], "title": "甲"})
    assert first.get_json()["title"] == "甲"
    second = api.patch(f"/projects/{project['id']}", {"version": project["version"], "title": "乙"})
    assert (second.status_code, second.get_json()["reason"]) == (409, "stale")


def test_headcount_below_those_confirmed(world: World) -> None:
    project = world.project(headcount=2)
    world.claim("member", project.positions[0])
    world.claim("member_2", project.positions[0])
    fewer = {"version": 1, "positions": [{"title": "志愿者", "headcount": 1}]}
    answer = world.api("team").patch(f"/projects/{project.id}", fewer)
    assert (answer.status_code, answer.get_json()["reason"]) == (409, "below_confirmed")


def test_unpublish_and_cancel_differ(world: World) -> None:
    api = world.api("team")
    project = world.project()
    world.claim("member", project.positions[0])
    refused = api.post(f"/projects/{project.id}/unpublish")
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "has_claims")
    cancelled = api.post(f"/projects/{project.id}/cancel", {"reason": "台风"})
    assert cancelled.get_json()["status"] == "cancelled"
    again = api.post(f"/projects/{project.id}/cancel", {"reason": "台风"})
    assert (again.status_code, again.get_json()["reason"]) == (409, "not_in_this_state")


def test_return_needs_a_reason(world: World) -> None:
    project = world.api("squad").post("/projects", body(world)).get_json()
    assert world.api("squad").post(f"/projects/{project['id']}/submit").status_code == 200
    assert world.api("team").post(f"/projects/{project['id']}/return").status_code == 422
    returned = world.api("team").post(f"/projects/{project['id']}/return", {"reason": "补充雨天安排"})
    assert returned.get_json()["return_reason"] == "补充雨天安排"


def test_a_repeated_request_makes_one_project(world: World) -> None:
    api = world.api("team")
    first = api.post("/projects", body(world), Idempotency_Key="once")
    second = api.post("/projects", body(world), Idempotency_Key="once")
    assert first.get_json()["id"] == second.get_json()["id"]
    assert len(api.get("/projects").get_json()) == 1


def test_the_list_is_filtered_and_paged(world: World) -> None:
    world.project(title="法律咨询_周末", category="legal")
    world.project(title="法律咨询 100%", site_id=world.places["site_3"].id)
    api = world.api("member")

    def titles(query: str) -> list[str]:
        return [project["title"] for project in api.get(f"/projects?{query}").get_json()]

    assert titles("category=legal") == ["法律咨询_周末"]
    assert titles("town=town_2") == ["法律咨询 100%"]
    assert titles("q=询_") == ["法律咨询_周末"]
    assert titles("q=100%25") == ["法律咨询 100%"]
    assert titles("mine=true") == []
    assert titles("page_size=1&page=2") == ["法律咨询_周末"]
    assert api.get("/projects?status=odd").status_code == 422


def test_a_session_is_moved_postponed_and_cancelled(world: World) -> None:
    api = world.api("team")
    session = world.project().sessions[0]
    moved = api.patch(f"/sessions/{session.id}", {"version": 1, "starts": iso(9, 9), "ends": iso(9, 11)})
    assert moved.status_code == 200
    assert moved.get_json()["version"] == 2
    stale = api.patch(f"/sessions/{session.id}", {"version": 1, "starts": iso(9, 9), "ends": iso(9, 11)})
    assert stale.get_json()["reason"] == "stale"
    backwards = api.patch(f"/sessions/{session.id}", {"version": 2, "starts": iso(9, 12)})
    assert backwards.status_code == 422
    assert api.post(f"/sessions/{session.id}/postpone").get_json()["status"] == "postponed"
    assert api.post(f"/sessions/{session.id}/cancel").get_json()["status"] == "cancelled"
    assert world.api("member").post(f"/sessions/{session.id}/cancel").status_code == 403
    assert world.api("member").get(f"/sessions/{session.id}").get_json()["state"] == "cancelled"

"""The whole loop through the JSON API alone, with the field names that scripts rely on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from tests.journeys.people import PASSWORD
from tests.support.world import ApiClient, World, coming
from volunteer.kernel import clock

DEMAND_IN = {
    "category",
    "title",
    "text",
    "site_id",
    "skill",
    "level",
    "headcount",
    "starts",
    "ends",
    "contact_name",
    "contact_phone",
    "risk_note",
}
DEMAND_OUT = DEMAND_IN | {"id", "number", "status", "deadline", "timeline"}
PROJECT_OUT = {
    "id",
    "status",
    "fill",
    "title",
    "summary",
    "category",
    "site_id",
    "demand_ids",
    "unit_id",
    "contact_name",
    "contact_phone",
    "risk_note",
    "positions",
    "sessions",
}
POSITION_OUT = {
    "id",
    "title",
    "project_id",
    "session",
    "site",
    "category",
    "skill",
    "level",
    "headcount",
    "free",
    "free_for_my_unit",
    "waiting",
}
CLAIM_OUT = {"id", "position_id", "member_id", "status", "waitlist_place", "respond_by"}
ATTENDANCE_OUT = {"id", "member_id", "session_id", "status", "checked_in_at", "checked_out_at", "minutes"}
HOURS_OUT = {"id", "member_id", "session_id", "minutes", "status", "source", "entered_by", "confirmed_by"}


def ok(response: TestResponse, names: set[str], status: int = 200) -> Any:
    """The body of an answer that has this status and carries these names."""
    assert response.status_code == status, response.text
    body = response.get_json()
    assert names <= body.keys(), f"missing: {names - body.keys()}"
    return body


def signed_in(world: World, name: str) -> ApiClient:
    """A client with the token that user name and password buy."""
    client = world.app.test_client()
    answer = client.post("/api/v1/tokens", json={"username": name, "password": PASSWORD})
    return ApiClient(client, ok(answer, {"token"}, 201)["token"])


def published(world: World, starts: datetime) -> tuple[int, dict[str, Any]]:
    """The id of a demand of site_1 and the published project that answers it."""
    site, team = signed_in(world, "site"), signed_in(world, "team")
    wanted = {
        "category": "care",
        "title": "陪老人复诊",
        "text": "陪两位老人到医院复诊。",
        "headcount": 2,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=2)).isoformat(),
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "risk_note": "至少两人同行",
    }
    demand = ok(site.post("/demands", wanted), DEMAND_OUT, 201)
    assert (demand["status"], demand["number"], demand["timeline"]) == ("draft", None, [])
    assert demand["site_id"] == world.places["site_1"].id
    demand = ok(site.post(f"/demands/{demand['id']}/submit"), DEMAND_OUT)
    assert demand["status"] == "submitted"
    assert demand["number"]
    assert datetime.fromisoformat(demand["deadline"]) > clock.now()
    assert ok(team.post(f"/demands/{demand['id']}/accept"), DEMAND_OUT)["status"] == "accepted"
    project = ok(team.post("/projects", {"demand_ids": [demand["id"]]}), PROJECT_OUT, 201)
    assert (project["status"], project["demand_ids"]) == ("draft", [demand["id"]])
    assert [row["headcount"] for row in project["positions"]] == [2]
    assert [datetime.fromisoformat(session["starts"]) for session in project["sessions"]] == [starts]
    project = ok(team.post(f"/projects/{project['id']}/publish"), PROJECT_OUT)
    assert project["status"] == "published"
    return demand["id"], project


def served(world: World, member: ApiClient, session_id: int, starts: datetime) -> None:
    """The member checks in and out with the codes that the site shows."""
    for verb, at, minutes in (("check-ins", -5, None), ("check-outs", 115, 115)):
        with clock.travel(starts + timedelta(minutes=at)):
            code = ok(signed_in(world, "site").get(f"/sessions/{session_id}/code"), {"code", "valid_until"})
            member = signed_in(world, "member")
            answer = member.post(f"/sessions/{session_id}/{verb}", {"code": code["code"]})
            attendance = ok(answer, ATTENDANCE_OUT, 201)
            assert attendance["minutes"] == minutes
            assert attendance["checked_in_at"]


def test_the_loop_from_demand_to_closing(city: World) -> None:
    starts = coming(days=7)
    demand_id, project = published(city, starts)
    member = signed_in(city, "member")

    listed = member.get("/positions").get_json()
    assert [position["project_id"] for position in listed] == [project["id"]]
    position = ok(member.get(f"/positions/{listed[0]['id']}"), POSITION_OUT)
    assert {"id", "starts", "ends"} <= position["session"].keys()
    assert {"id", "name", "town", "lon", "lat"} <= position["site"].keys()
    claim = ok(member.post(f"/positions/{position['id']}/claims"), CLAIM_OUT, 201)
    assert (claim["status"], claim["waitlist_place"], claim["respond_by"]) == ("confirmed", None, None)
    again = member.post(f"/positions/{position['id']}/claims")
    assert (again.status_code, again.get_json()["reason"]) == (409, "already_claimed")
    assert [mine["id"] for mine in member.get("/me/claims").get_json()] == [claim["id"]]
    assert ok(member.get(f"/positions/{position['id']}"), POSITION_OUT)["free"] == 1

    served(city, member, position["session"]["id"], starts)

    with clock.travel(starts + timedelta(hours=3)):
        hours_id = confirmed_hours(city, position["session"]["id"])
        member = signed_in(city, "member")
        entry = ok(member.get(f"/hours/{hours_id}"), HOURS_OUT)
        assert (entry["status"], entry["confirmed_by"]) == ("effective", city.accounts["squad"].id)
        assert [own["minutes"] for own in member.get("/me/hours").get_json()] == [115]
        finished = ok(signed_in(city, "team").post(f"/projects/{project['id']}/finish"), PROJECT_OUT)
        assert finished["status"] == "finished"

        site = signed_in(city, "site")
        assert ok(site.get(f"/demands/{demand_id}"), DEMAND_OUT)["status"] == "awaiting_rating"
        demand = ok(site.post(f"/demands/{demand_id}/rate", {"score": 5, "comment": "很贴心"}), DEMAND_OUT)
    assert (demand["status"], demand["outcome"], demand["deadline"]) == ("closed", "content", None)
    assert [entry["step"] for entry in demand["timeline"]] == ["submit", "accept", "publish", "begin", "finish", "rate"]
    assert all({"step", "at", "by", "reason"} <= entry.keys() for entry in demand["timeline"])
    assert demand["timeline"][-1]["reason"] == "很贴心"


def confirmed_hours(world: World, session_id: int) -> int:
    """The id of the session's only hours, confirmed in bulk by the squad leader."""
    squad = signed_in(world, "squad")
    (waiting,) = squad.get(f"/hours?status=pending&session={session_id}").get_json()
    assert waiting.keys() >= HOURS_OUT
    assert (waiting["minutes"], waiting["source"], waiting["confirmed_by"]) == (115, "verified", None)
    assert waiting["entered_by"] == world.accounts["member"].id
    answer = ok(squad.post("/hours/confirm", {"ids": [waiting["id"], 10**9]}), {"confirmed", "refused"})
    assert answer["confirmed"] == [waiting["id"]]
    assert [(refused["id"], bool(refused["reason"])) for refused in answer["refused"]] == [(10**9, True)]
    return int(waiting["id"])


def test_publishing_says_what_is_missing(city: World) -> None:
    team = signed_in(city, "team")
    bare = {"title": "未完成", "category": "care", "site_id": city.places["site_1"].id}
    project = ok(team.post("/projects", {**bare, "unit_id": city.units["team_a"].id}), PROJECT_OUT, 201)
    refused = team.post(f"/projects/{project['id']}/publish")
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "incomplete")
    assert "risk_note" in refused.get_json()["errors"]["missing"]
    assert ok(team.get(f"/projects/{project['id']}"), PROJECT_OUT)["status"] == "draft"

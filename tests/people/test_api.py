"""Members and oneself over the JSON API."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db


def test_members_come_masked(world: World) -> None:
    world.give_skill("member", "nursing", 2)
    answer = world.api("squad").get("/members?q=zhangmember")
    assert answer.status_code == 200
    assert {member["name"] for member in answer.json} == {"张" + "*" * 6, "张" + "*" * 8}
    first = answer.json[0]
    assert first["phone"] == "138****0000"
    assert first["skills"] == {"nursing": 2}
    assert {"id", "unit_id", "radius_km", "paused_until", "version"} <= first.keys()


def test_unmasking_needs_a_purpose_and_is_on_record(world: World) -> None:
    api = world.api("squad")
    assert api.get("/members?unmask=1").status_code == 422
    answer = api.get("/members?unmask=1&purpose=核对名单")
    assert {member["name"] for member in answer.json} == {"张member", "张member_2"}
    count = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "member.unmasked")
    assert db.session.scalar(count) == 2
    path = f"/members/{world.members['member'].id}"
    assert api.get(f"{path}?unmask=1&purpose=联系").json["phone"] == "13800000000"
    assert api.get(path).json["phone"] == "138****0000"
    assert world.api("supervisor").get("/members?unmask=1&purpose=看看").json == []
    assert world.api("supervisor").get(f"{path}?unmask=1&purpose=看看").status_code == 403


def test_members_of_a_unit(world: World) -> None:
    api = world.api("team")
    assert len(api.get(f"/units/{world.units['team_a'].id}/members").json) == 3
    assert api.get(f"/units/{world.units['team_b'].id}/members").status_code == 404


def test_members_out_of_reach_are_not_there(world: World) -> None:
    other = world.members["member_b"].id
    assert world.api("team").get(f"/members/{other}").status_code == 404
    assert world.api("member").get("/members").status_code == 403


def test_a_member_is_added_and_changed(world: World) -> None:
    api = world.api("team")
    body = {"number": "DG-7", "name": "欧阳娜", "unit_id": world.units["squad_a1"].id, "phone": "13912345678"}
    made = api.post("/members", body)
    assert (made.status_code, made.json["name"]) == (201, "欧阳*")
    path = f"/members/{made.json['id']}"
    changed = api.patch(path, {"version": made.json["version"], "kind": "retired"})
    assert (changed.status_code, changed.json["kind"]) == (200, "retired")
    assert api.patch(path, {"version": 1, "kind": "active"}).json["reason"] == "stale"
    assert "phone" in api.post("/members", {**body, "number": "DG-8", "phone": "call me"}).json["errors"]["json"]


def test_skills_over_the_api(world: World) -> None:
    path = f"/members/{world.members['member'].id}/skills"
    assert world.api("member").post(path, {"skill": "law", "level": 2}).status_code == 201
    assert world.api("member").get("/me").json["pending_skills"] == ["law"]
    assert world.api("squad").post(f"{path}/law/approve").status_code == 403
    assert world.api("team").post(f"{path}/law/approve").status_code == 200
    assert world.api("member").get("/me").json["skills"] == {"law": 2}
    assert world.api("member").call("DELETE", f"{path}/law").status_code == 204
    assert world.api("member_2").post(path, {"skill": "law", "level": 2}).status_code == 404


def test_oneself(world: World) -> None:
    api = world.api("member")
    changes = {"radius_km": 6, "home": {"lon": 113.7, "lat": 23.0}, "interests": ["care"], "recommendations_on": False}
    answer = api.call("PUT", "/me", changes)
    assert answer.status_code == 200
    assert answer.json["id"] == world.members["member"].id
    assert {key: answer.json[key] for key in changes} == changes
    assert answer.json["phone"] == "13800000000"
    staff = world.api("site").get("/me").json
    assert (staff["id"], staff["roles"]) == (None, ["site_operator"])
    assert world.api("site").call("PUT", "/me", {"radius_km": 6}).status_code == 404


def test_availability_as_bits_or_as_a_list(world: World) -> None:
    api = world.api("member")
    painted = api.call("PUT", "/me/availability", {"bands": [{"weekday": 0, "band": "evening"}]})
    assert painted.json == {"availability": 8, "bands": [{"weekday": 0, "band": "evening"}], "assumed": False}
    assert api.call("PUT", "/me/availability", {"availability": 1}).json["bands"] == [{"weekday": 0, "band": "night"}]
    assert api.get("/me/availability").json["availability"] == 1
    for wrong in ({}, {"availability": 1 << 28}, {"availability": 1, "bands": []}):
        assert api.call("PUT", "/me/availability", wrong).status_code == 422

"""The unit tree over the JSON API."""

from __future__ import annotations

from tests.support.world import World


def test_units_are_listed_within_reach_parents_first(world: World) -> None:
    answer = world.api("team").get("/units")
    assert answer.status_code == 200
    assert [unit["short_name"] for unit in answer.json] == ["team_a", "squad_a1", "squad_a2"]
    assert '"total": 3' in answer.headers["X-Pagination"]


def test_filters_narrow_the_list(world: World) -> None:
    api = world.api("committee")
    brigade = world.units["brigade"].id
    assert {u["short_name"] for u in api.get(f"/units?parent={brigade}").json} == {"team_a", "team_b"}
    assert len(api.get("/units?tier=squad").json) == 3
    assert [u["short_name"] for u in api.get("/units?q=squad_b1").json] == ["squad_b1"]
    assert api.get("/units?tier=none").status_code == 422


def test_a_unit_out_of_reach_is_not_there(world: World) -> None:
    api = world.api("team")
    assert api.get(f"/units/{world.units['squad_a1'].id}").status_code == 200
    assert api.get(f"/units/{world.units['team_b'].id}").status_code == 404
    assert api.get(f"/units/{2**63}").status_code == 404


def test_a_member_without_office_may_not_read_the_tree(world: World) -> None:
    assert world.api("member").get("/units").status_code == 403


def test_a_unit_is_made_changed_and_closed(world: World) -> None:
    api = world.api("committee")
    made = api.post("/units", {"parent_id": world.units["team_a"].id, "tier": "squad", "name": " 新设分队 "})
    assert made.status_code == 201
    assert made.json["name"] == "新设分队"
    path = f"/units/{made.json['id']}"
    changed = api.patch(path, {"version": 1, "duty_phone": "0769-22831234", "settings": {"offer_hours": 12}})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert changed.json["settings"] == {"offer_hours": 12}
    assert api.patch(path, {"version": 1, "name": "旧"}).json["reason"] == "stale"
    closed = api.post(f"{path}/close", {"version": 2, "successor_id": world.units["squad_a1"].id})
    assert closed.json["status"] == "closed"
    again = api.post(f"{path}/close", {"version": 3, "successor_id": world.units["squad_a1"].id})
    assert (again.status_code, again.json["reason"]) == (409, "not_in_this_state")


def test_bad_input_names_the_field(world: World) -> None:
    api = world.api("committee")
    body = {"parent_id": 10**9, "tier": "squad", "name": "新设"}
    assert "parent_id" in api.post("/units", body).json["errors"]["json"]
    assert "name" in api.post("/units", {**body, "name": "   "}).json["errors"]["json"]
    assert "name" in api.post("/units", {**body, "name": "a\x00b"}).json["errors"]["json"]
    version = {"version": 1, "settings": {"colour": 3}}
    assert api.patch(f"/units/{world.units['team_a'].id}", version).status_code == 422


def test_a_unit_is_split_and_merged(world: World) -> None:
    api, squad = world.api("team"), world.units["squad_a1"]
    body = {"version": 1, "name": "青年分队", "member_ids": [world.members["member"].id]}
    made = api.post(f"/units/{squad.id}/split", body)
    assert (made.status_code, made.json["tier"], made.json["parent_id"]) == (201, "squad", squad.parent_id)
    assert api.get(f"/members/{world.members['member'].id}").json["unit_id"] == made.json["id"]
    again = api.post(f"/units/{squad.id}/split", {"version": 2, "name": "青年二分队"})
    assert (again.status_code, list(again.json["errors"]["json"])) == (422, ["chosen"])
    merged = api.post(f"/units/{made.json['id']}/merge", {"version": 1, "into_id": squad.id})
    assert (merged.json["status"], merged.json["successor_id"]) == ("closed", squad.id)
    assert api.get(f"/members/{world.members['member'].id}").json["unit_id"] == squad.id
    assert api.post(f"/units/{squad.parent_id}/merge", {"version": 1, "into_id": squad.id}).status_code == 403

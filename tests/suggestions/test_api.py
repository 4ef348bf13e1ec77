"""Suggestions over HTTP."""

from __future__ import annotations

from tests.support.world import World

REASONS = {"proximity", "skill", "registered", "need", "interest", "load"}


def test_a_member_reads_their_recommendations(world: World) -> None:
    project = world.project()
    world.project()
    answer = world.api("member").get("/me/recommendations?limit=1")
    assert answer.status_code == 200
    assert answer.json is not None
    (found,) = answer.json
    assert found["position"] == project.positions[0].id
    assert set(found["reasons"]) == REASONS
    assert 0 < found["distance_m"] < 20_000


def test_recommendations_turned_off_are_none(world: World) -> None:
    world.project()
    world.add_member("off", "squad_a1", recommendations_on=False)
    assert world.api("off").get("/me/recommendations").json == []


def test_only_members_get_recommendations(world: World) -> None:
    assert world.api("site").get("/me/recommendations").status_code == 403
    assert world.app.test_client().get("/api/v1/me/recommendations").status_code == 401


def test_a_leader_reads_masked_candidates(world: World) -> None:
    position = world.project().positions[0]
    answer = world.api("squad").get(f"/positions/{position.id}/candidates")
    assert answer.json is not None
    assert {found["member"] for found in answer.json} == {world.members[name].id for name in ("member", "member_2")}
    assert answer.json[0]["name"].startswith("张*")
    assert "member" not in answer.json[0]["name"]


def test_candidates_are_the_leaders_business(world: World) -> None:
    position = world.project().positions[0]
    assert world.api("member").get(f"/positions/{position.id}/candidates").status_code == 403
    assert world.api("team").get(f"/positions/{position.id}/candidates?limit=0").status_code == 422
    assert world.api("team").get("/positions/999999/candidates").status_code == 404
    assert world.api("team").get(f"/positions/{2**64}/candidates").status_code == 404

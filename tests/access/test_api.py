"""The API of roles and of collaboration groups."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role


def _grant_of(world: World, name: str) -> int:
    return db.session.scalars(select(Grant.id).where(Grant.account_id == world.accounts[name].id)).one()


def test_roles_are_told_and_handed_over(world: World) -> None:
    api = world.api("team")
    (own,) = api.get("/me/roles").json
    assert (own["role"], own["unit_id"], own["deputy"]) == ("team_leader", world.units["team_a"].id, False)
    assert api.post("/handovers", {"grant_ids": [own["id"]], "username": "nobody"}).status_code == 422
    assert api.post("/handovers", {"grant_ids": [], "username": "member"}).status_code == 422
    passed = api.post("/handovers", {"grant_ids": [own["id"]], "username": "member"})
    assert passed.status_code == 201
    assert passed.json[0]["takes_over_id"] == own["id"]
    assert api.get("/me/roles").json == []
    assert world.actor("member").roles == {Role.TEAM_LEADER}
    other = world.api("team_b").post("/handovers", {"grant_ids": [passed.json[0]["id"]], "username": "member_b"})
    assert other.status_code == 404


def test_deputies_are_named_and_ended(world: World) -> None:
    api, path = world.api("team"), f"/grants/{_grant_of(world, 'team')}/deputies"
    until = (clock.now() + timedelta(days=3)).isoformat()
    made = api.post(path, {"username": "member", "until": until})
    assert (made.status_code, made.json["deputy"]) == (201, True)
    assert api.post(path, {"username": "member"}).json["reason"] == "holds_already"
    assert world.api("team_b").post(path, {"username": "member_b"}).status_code == 404
    assert world.api("team_b").post(f"/grants/{made.json['id']}/end").status_code == 404
    assert api.post(f"/grants/{made.json['id']}/end").status_code == 200
    assert world.actor("member").grants == ()


def test_groups_are_made_filled_and_told(world: World) -> None:
    api, organ = world.api("committee"), world.units["team_a"].organ_id
    made = api.post("/collaboration-groups", {"name": "第一协作组"})
    path = f"/collaboration-groups/{made.json['id']}"
    assert api.post(f"{path}/organs", {"organ_id": organ}).json["organ_ids"] == [organ]
    assert api.post(f"{path}/organs", {"organ_id": organ}).json["reason"] == "organ_in_group"
    assert api.patch(path, {"name": "第一组"}).json["name"] == "第一组"
    assert api.get("/collaboration-groups").json == [{"id": made.json["id"], "name": "第一组", "organ_ids": [organ]}]
    assert world.api("team").get("/collaboration-groups").json == []
    assert world.api("team").post(f"{path}/organs", {"organ_id": organ}).status_code == 403
    assert api.call("DELETE", f"{path}/organs/{organ}").json["organ_ids"] == []

"""The same over JSON, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World
from tests.task_forces.calling import an_emergency, call_everybody, claim_of
from volunteer.kernel import clock


def need(world: World, **more: object) -> dict[str, object]:
    return {
        "title": "搬运沙袋",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "muster_point": "党群服务中心门口",
        "headcount": 2,
        "leader_name": "陈队长",
        "leader_phone": "13900001111",
        **more,
    }


def test_an_emergency_from_opening_to_review(world: World) -> None:
    committee = world.api("committee")
    ends = (clock.now() + timedelta(days=2)).isoformat()
    opened = committee.post(
        "/emergencies", {"town_id": world.places["town_1"].id, "reason": "台风", "ends_at": ends}
    ).json
    assert [one["id"] for one in committee.get("/emergencies").json] == [opened["id"]]
    later = (clock.now() + timedelta(days=5)).isoformat()
    extended = committee.post(f"/emergencies/{opened['id']}/extend", {"ends_at": later, "version": opened["version"]})
    assert extended.status_code == 200
    stale = committee.post(f"/emergencies/{opened['id']}/extend", {"ends_at": later, "version": opened["version"]})
    assert stale.json["reason"] == "stale"
    assert committee.post(f"/emergencies/{opened['id']}/close").json["closed_at"] is not None
    assert committee.post(f"/emergencies/{opened['id']}/review", {"note": "处置得当"}).status_code == 200


def test_one_emergency_a_town_and_seven_days_at_most(world: World) -> None:
    an_emergency(world)
    committee, town = world.api("committee"), world.places["town_1"].id
    ends = (clock.now() + timedelta(days=1)).isoformat()
    again = committee.post("/emergencies", {"town_id": town, "reason": "台风", "ends_at": ends})
    assert again.json["reason"] == "emergency_open"
    longer = {"town_id": world.places["town_2"].id, "reason": "台风", "ends_at": "2099-01-01T00:00:00+08:00"}
    assert committee.post("/emergencies", longer).status_code == 422


def test_a_call_out_its_answers_and_its_board(world: World) -> None:
    an_emergency(world)
    committee = world.api("committee")
    made = committee.post("/call-outs", need(world, unit_id=world.units["brigade"].id))
    assert made.status_code == 201
    assert made.json["numbers"]["silent"] == 4
    call_out_id = made.json["id"]
    offers = world.api("member").get("/offers").json
    assert world.api("member").post(f"/claims/{offers[0]['id']}/accept").json["status"] == "confirmed"
    board = committee.get(f"/call-outs/{call_out_id}/board").json
    assert (board["total"]["coming"], board["total"]["silent"]) == (1, 3)
    assert {line["unit"] for line in board["units"]} == {"team_a 服务队", "team_b 服务队"}
    assert committee.post(f"/call-outs/{call_out_id}/remind").json["reason"] == "reminded_already"
    assert committee.post(f"/call-outs/{call_out_id}/close").json["closed_at"] is not None


def test_a_leader_s_numbers_are_those_of_the_own_people(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    listed = world.api("team_b").get("/call-outs").json
    assert [(one["id"], one["numbers"]["asked"]) for one in listed] == [(made.id, 1)]
    assert world.api("team_b").get(f"/call-outs/{made.id}/board").json["total"]["asked"] == 1
    assert world.api("team_b").post(f"/call-outs/{made.id}/close").status_code == 403
    assert claim_of(world, "member_b", made).status == "invited"


def test_a_force_is_made_filled_and_dissolved(world: World) -> None:
    committee = world.api("committee")
    made = committee.post(
        "/task-forces", {"parent_id": world.units["brigade"].id, "name": "抗台突击队", "purpose": "转移安置"}
    ).json
    drawn = committee.post(f"/task-forces/{made['id']}/draw", {"member_ids": [world.members["member"].id]})
    assert drawn.json == {"changed": 1}
    assert committee.get("/task-forces").json[0]["people"] == 1
    assert committee.post(f"/task-forces/{made['id']}/dissolve").json["status"] == "closed"
    assert committee.post(f"/task-forces/{made['id']}/dissolve").json["reason"] == "unit_closed"


@pytest.mark.parametrize("who", ["member", "squad", "team", "supervisor", "admin", "site", "town"])
def test_only_who_may_call_out_opens_emergencies(world: World, who: str) -> None:
    ends = (clock.now() + timedelta(days=1)).isoformat()
    answer = world.api(who).post(
        "/emergencies", {"town_id": world.places["town_1"].id, "reason": "台风", "ends_at": ends}
    )
    assert answer.status_code == 403


def test_a_team_leader_draws_the_own_people_only(world: World) -> None:
    team = world.api("team")
    made = team.post(
        "/task-forces", {"parent_id": world.units["team_a"].id, "name": "本队突击队", "purpose": "巡查"}
    ).json
    both = [world.members["member"].id, world.members["member_b"].id]
    assert team.post(f"/task-forces/{made['id']}/draw", {"member_ids": both}).json == {"changed": 1}
    assert world.api("team_b").post(f"/task-forces/{made['id']}/draw", {"member_ids": both[1:]}).status_code == 404

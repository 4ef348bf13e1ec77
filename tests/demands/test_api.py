"""Demands through the JSON API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db


def body(**changes: Any) -> dict[str, Any]:
    starts = coming(days=5)
    return {
        "category": "care",
        "title": "陪独居老人看病",
        "text": "陪同老人到医院复诊。",
        "headcount": 2,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=2)).isoformat(),
        "contact_name": "李社工",
        "contact_phone": "0769-22830000",
        "risk_note": "两人同行",
        **changes,
    }


def test_the_life_of_a_demand(world: World) -> None:
    site, team = world.api("site"), world.api("team")
    made = site.post("/demands", body())
    assert made.status_code == 201
    assert made.json is not None
    path = f"/demands/{made.json['id']}"
    submitted = site.post(f"{path}/submit").json
    assert submitted is not None
    assert (submitted["status"], submitted["responsible_unit_id"]) == ("submitted", world.units["team_a"].id)
    assert submitted["deadline"]
    assert team.post(f"{path}/accept").status_code == 200
    seen = site.get(path).json
    assert seen is not None
    assert [step["step"] for step in seen["timeline"]] == ["submit", "accept"]


def test_the_private_part_is_in_no_answer_but_its_own(world: World) -> None:
    site, team = world.api("site"), world.api("team")
    made = site.post("/demands", body(private_address="三号楼 502", private_phone="13900001111"))
    assert "三号楼" not in made.text
    assert made.json is not None
    path = f"/demands/{made.json['id']}"
    site.post(f"{path}/submit")
    assert "三号楼" not in team.get("/demands").text
    assert team.post(f"{path}/private-place").json == {
        "recipient": None,
        "phone": "13900001111",
        "address": "三号楼 502",
        "access_notes": None,
    }
    assert world.api("member").post(f"{path}/private-place").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headcount": 0}, "headcount"),
        ({"headcount": -3}, "headcount"),
        ({"headcount": "two"}, "headcount"),
        ({"title": "长" * 81}, "title"),
        ({"text": " "}, "text"),
        ({"starts": coming(days=-1).isoformat()}, "starts"),
        ({"ends": coming(days=4).isoformat()}, "ends"),
        ({"contact_phone": "call me"}, "contact_phone"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_bad_input_is_named_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    answer = world.api("site").post("/demands", body(**changes))
    assert answer.status_code == 422
    assert answer.json is not None
    assert field in answer.json["errors"]["json"]
    assert world.api("site").get("/demands").json == []


def test_what_is_out_of_reach_is_not_there(world: World) -> None:
    demand = world.demand()
    path = f"/demands/{demand.id}"
    assert world.api("team_b").get(path).status_code == 404
    assert world.api("team_b").post(f"{path}/accept").status_code == 404
    assert world.api("squad").post(f"{path}/accept").status_code == 403
    assert world.api("member").get(path).status_code == 403
    assert world.api("site").get(f"/demands/{2**70}").status_code == 404


def test_a_stale_form_is_refused(world: World) -> None:
    site = world.api("site")
    made = site.post("/demands", body()).json
    assert made is not None
    path = f"/demands/{made['id']}"
    assert site.patch(path, {"version": made["version"], "title": "新标题"}).status_code == 200
    late = site.patch(path, {"version": made["version"], "title": "旧表单"})
    assert (late.status_code, late.json["reason"] if late.json else "") == (409, "stale")


def test_a_repeated_key_makes_one_demand(world: World) -> None:
    site = world.api("site")
    first = site.post("/demands", body(), Idempotency_Key="k1")
    again = site.post("/demands", body(), Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    other = site.post("/demands", body(title="另一个"), Idempotency_Key="k1")
    assert (other.status_code, other.json["reason"] if other.json else "") == (422, "key_reused")
    assert len(site.get("/demands").json or []) == 1


def test_ratings_are_listed(world: World) -> None:
    site = world.api("site")
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    made = site.post("/ratings", {"demand_id": demand.id, "score": 4, "comment": "准时"})
    assert made.status_code == 201
    assert [rating["score"] for rating in site.get(f"/ratings?demand_id={demand.id}").json or []] == [4]
    assert (site.get(f"/demands/{demand.id}").json or {})["status"] == "closed"


def test_a_mistyped_filter_is_an_error(world: World) -> None:
    assert world.api("site").get("/demands?statsu=draft").status_code == 422


def test_the_list_costs_the_same_for_many(world: World) -> None:
    team = world.api("team")
    world.demand()
    team.get("/demands")
    costs = []
    for _ in range(2):
        db.session.rollback()
        with counted_statements() as statements:
            assert team.get("/demands").status_code == 200
        costs.append(len(statements))
        for _n in range(5):
            world.demand()
    assert costs[0] == costs[1]

"""Thanks and commendations over the API: given, objected to, answered, taken back; each by whom it is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.records.given import serve
from tests.support.world import World
from volunteer.kernel import clock


def body(world: World, **changes: Any) -> dict[str, Any]:
    """A commendation of a member by squad_a1; a change to None leaves the field out."""
    values = {
        "kind": "commendation",
        "title": "助老标兵",
        "text": "坚持三年",
        "by_unit_id": world.units["squad_a1"].id,
        "member_id": world.members["member"].id,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def given(world: World, by: str = "squad", **changes: Any) -> dict[str, Any]:
    """One that was given."""
    answer = world.api(by).post("/honours", body(world, **changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def test_a_commendation_is_on_notice_first(world: World) -> None:
    honour = given(world)
    assert (honour["status"], honour["name"]) == ("given", "张" + "*" * (len(world.members["member"].name) - 1))
    seen = world.api("member_b").get(f"/honours/{honour['id']}").json or {}
    assert (seen["on_notice"], seen["counting"], seen["objection"]) == (True, False, None)
    own = world.api("member").get(f"/honours/{honour['id']}").json or {}
    assert own["honour"]["name"] == world.members["member"].name
    with clock.travel(clock.now() + timedelta(days=20)):
        later = world.api("member").get(f"/honours/{honour['id']}").json or {}
        assert (later["on_notice"], later["counting"]) == (False, True)
        assert world.api("member_b").get(f"/honours/{honour['id']}").status_code == 404


def test_an_objection_is_for_who_made_it_and_who_answers(world: World) -> None:
    path = f"/honours/{given(world)['id']}"
    assert world.api("member_b").post(f"{path}/objection", {"text": "没有这回事"}).status_code == 204
    again = world.api("member_2").post(f"{path}/objection", {"text": "我也觉得"})
    assert (again.status_code, (again.json or {})["reason"]) == (409, "objection_open")
    told = {
        who: (world.api(who).get(path).json or {})["objection"] for who in ("member_b", "team", "squad", "member_2")
    }
    assert told["squad"] is None
    assert told["member_2"] is None
    assert told["member_b"]["text"] == told["team"]["text"] == "没有这回事"
    answer = {"uphold": False, "reason": "查了签到，属实"}
    assert world.api("squad").post(f"{path}/objection/answer", answer).status_code == 403
    assert (world.api("team").post(f"{path}/objection/answer", answer).json or {})["status"] == "given"
    assert world.api("team").post(f"{path}/objection/answer", answer).status_code == 409
    assert (world.api("member_b").get(path).json or {})["objection"]["status"] == "rejected"


def test_an_objection_that_holds_takes_it_back(world: World) -> None:
    path = f"/honours/{given(world)['id']}"
    world.api("member_b").post(f"{path}/objection", {"text": "没有这回事"})
    answer = world.api("team").post(f"{path}/objection/answer", {"uphold": True, "reason": "查无此事"}).json or {}
    assert (answer["status"], answer["withdrawn_reason"]) == ("withdrawn", "查无此事")


def test_thanks_count_at_once_and_are_listed_where_they_belong(world: World) -> None:
    serve(world)
    site = {"by_unit_id": None, "by_place_id": world.places["site_1"].id}
    honour = given(world, "site", kind="thanks", **site)
    assert (world.api("member").get(f"/honours/{honour['id']}").json or {})["counting"] is True
    for who, seen in {"site": 1, "squad": 1, "team": 1, "committee": 1, "team_b": 0, "site_3": 0}.items():
        assert len(world.api(who).get("/honours").json or []) == seen, who
    for who in ("supervisor", "member", "admin"):
        assert world.api(who).get("/honours").status_code == 403
    assert world.api("squad").post(f"/honours/{honour['id']}/withdraw", {"reason": "重复"}).status_code == 403
    assert world.api("site_3").post(f"/honours/{honour['id']}/withdraw", {"reason": "重复"}).status_code == 404
    taken = world.api("site").post(f"/honours/{honour['id']}/withdraw", {"reason": "重复"}).json or {}
    assert taken["status"] == "withdrawn"
    assert world.api("site").get("/honours").json == []
    assert len(world.api("site").get("/honours?status=withdrawn").json or []) == 1


def test_a_whole_unit_is_thanked(world: World) -> None:
    honour = given(world, kind="thanks", member_id=None, unit_id=world.units["squad_b1"].id)
    assert (honour["unit_id"], honour["name"]) == (world.units["squad_b1"].id, None)


@pytest.mark.parametrize(
    "changes",
    [{"member_id": None}, {"by_unit_id": None}, {"by_place_id": 1}, {"unit_id": 1}, {"kind": "praise"}, {"text": ""}],
)
def test_one_gives_and_one_is_honoured(world: World, changes: dict[str, Any]) -> None:
    assert world.api("squad").post("/honours", body(world, **changes)).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("squad", 201), ("team", 201), ("committee", 201), ("team_b", 422), ("site", 422), ("supervisor", 403),
     ("member", 403), ("admin", 403)],
)  # fmt: skip
def test_who_commends(world: World, who: str, status: int) -> None:
    assert world.api(who).post("/honours", body(world)).status_code == status


def test_a_repeated_request_gives_it_once(world: World) -> None:
    squad = world.api("squad")
    answers = [squad.post("/honours", body(world), Idempotency_Key="once").json for _twice in range(2)]
    assert answers[0] == answers[1]
    assert len(squad.get("/honours").json or []) == 1

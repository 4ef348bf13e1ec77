"""Imports over the JSON API."""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.rosters.files import carry_on, workbook
from tests.support.world import World

WRONG = [["N1", "陈晓", "12345", "team_a", "squad_a1"], ["N2", "周宁", "13100000002", "team_a", "青年分队"]]


def body(rows: list[list[str]]) -> dict[str, str]:
    return {"kind": "members", "file_name": "名单.xlsx", "content": b64encode(workbook(rows).read()).decode()}


def test_from_the_file_to_the_members(world: World) -> None:
    api = world.api("committee")
    made = api.post("/rosters", body(WRONG[1:]))
    assert made.status_code == 201
    path = f"/rosters/{made.json['id']}"
    assert made.json["status"] == "waiting"
    carry_on()
    checked = api.get(path).json
    assert checked["counts"]["problems"] == 1
    assert [one["squad"] for one in checked["new_units"]] == ["青年分队"]

    assert api.post(f"{path}/apply", {"version": checked["version"]}).json["reason"] == "roster_has_problems"
    assert api.post(f"{path}/decide", {"new_units": [0]}).status_code == 200
    carry_on()
    checked = api.get(path).json
    assert checked["counts"]["created"] == 1
    assert api.post(f"{path}/apply", {"version": 1}).json["reason"] == "stale"
    assert api.post(f"{path}/apply", {"version": checked["version"]}).json["status"] == "applying"
    carry_on()

    assert api.get(path).json["status"] == "applied"
    assert [one["status"] for one in api.get("/rosters").json] == ["applied"]


def test_problems_by_cell(world: World) -> None:
    api = world.api("team")
    path = f"/rosters/{api.post('/rosters', body(WRONG)).json['id']}"
    carry_on()

    problems = api.get(f"{path}/problems").json

    assert [(one["letter"], one["line"], one["problem"]) for one in problems] == [
        ("C", 2, "phone_wrong"),
        ("E", 3, "unknown_unit"),
    ]
    assert problems[0]["message"] == "“12345”不是 11 位手机号"
    assert api.post(f"{path}/discard").json["status"] == "discarded"


def test_what_is_no_workbook_is_refused(world: World) -> None:
    api = world.api("committee")
    answer = api.post("/rosters", {**body(WRONG), "content": b64encode(b"a,b").decode()})
    assert answer.status_code == 422
    assert "这不是 .xlsx 表格文件" in str(answer.json["errors"])
    assert api.post("/rosters", {**body(WRONG), "content": "*"}).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("member", 403), ("site", 403), ("squad", 403), ("team_b", 404)])
def test_others_do_not_see_it(world: World, name: str, status: int) -> None:
    made = world.api("team").post("/rosters", body(WRONG)).json["id"]
    assert world.api(name).get(f"/rosters/{made}").status_code == status

"""Lists of the hotline over the JSON API: what another system sends comes in once, and its answers can be fetched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.world import World
from volunteer.demands import merging
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.hotlines.jobs import APPLY
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.organization.models import PrivatePlace

PHONE = "13912345678"


def order(world: World, number: str, **changes: Any) -> dict[str, Any]:
    """A work order as the sender's system knows it."""
    told = {"text": "路灯不亮，打 13700001111", "site": world.places["site_1"].name, "name": "陈阿婆", "phone": PHONE}
    return {"number": number, **told, **changes}


def sent(world: World, *orders: dict[str, Any], by: str = "committee") -> dict[str, Any]:
    """The list as it was checked."""
    answer = world.api(by).post("/hotlines", {"sender": "12345 热线", "name": "十一月", "orders": list(orders)})
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    return dict(answer.json)


def let_through(world: World, made: dict[str, Any]) -> None:
    """Let it through, and do what the scheduler would."""
    assert world.api("committee").post(f"/hotlines/{made['id']}/apply", {"version": made["version"]}).status_code == 200
    db.session.rollback()
    perform_whole(APPLY)


def test_from_the_orders_to_their_results(world: World) -> None:
    due = (clock.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
    made = sent(world, order(world, "A-1", due=due.isoformat()), order(world, "A-2", site="月亮社区"))
    assert made["counts"] == {"new": 1, "changed": 0, "same": 0, "wrong": 1}
    assert db.session.scalar(select(func.count(Demand.id))) == 0
    let_through(world, made)
    demand = db.session.scalars(select(Demand)).one()
    assert demand.deadline == due
    assert db.session.get_one(PrivatePlace, demand.private_place_id).phone == PHONE
    demands.decline(world.actor("team"), demand.id, "不归志愿服务，已转市政")

    api = world.api("committee")
    assert [(one["status"], one["rows_done"]) for one in api.get("/hotlines").json] == [("applied", 1)]
    taken, left = api.get(f"/hotlines/{made['id']}/results").json
    assert (taken["number"], taken["status"], taken["note"]) == ("A-1", "declined", "不归志愿服务，已转市政")
    assert taken["demand_number"] == demand.number
    assert taken["unit"] == world.units["team_a"].name
    assert (left["number"], left["status"], left["demand_number"]) == ("A-2", None, None)


def test_the_same_orders_again_do_nothing(world: World) -> None:
    let_through(world, sent(world, order(world, "A-1")))
    again = sent(world, order(world, "A-1"))
    assert again["counts"]["same"] == 1
    refused = world.api("committee").post(f"/hotlines/{again['id']}/apply", {"version": again["version"]})
    assert (refused.status_code, refused.json["reason"]) == (409, "nothing_changed")
    assert world.api("committee").post(f"/hotlines/{again['id']}/discard").json["status"] == "discarded"
    assert db.session.scalar(select(func.count(Demand.id))) == 1


def test_rows_say_what_is_wrong_and_nothing_of_persons(world: World) -> None:
    made = sent(world, order(world, "A-1"), order(world, "A-2", phone="没有"))
    answer = world.api("committee").get(f"/hotlines/{made['id']}/rows?action=wrong")
    assert [(row["line"], row["number"]) for row in answer.json] == [(2, "A-2")]
    assert [(one["field"], one["problem"]) for one in answer.json[0]["problems"]] == [("phone", "no_phone")]
    everything = world.api("committee").get(f"/hotlines/{made['id']}/rows").text
    for secret in (PHONE, "13700001111", "陈阿婆"):
        assert secret not in everything


@pytest.mark.parametrize(
    "changes",
    [{"number": ""}, {"text": " "}, {"due": "下周"}, {"due": "9999-12-31T23:59:59-12:00"}, {"idcard": "1"}],
)
def test_orders_that_are_none_are_refused(world: World, changes: dict[str, str]) -> None:
    body = {"sender": "12345 热线", "orders": [{**order(world, "A-1"), **changes}]}
    assert world.api("committee").post("/hotlines", body).status_code == 422
    assert world.api("committee").post("/hotlines", {**body, "orders": []}).status_code == 422


def test_identity_numbers_are_not_taken(world: World) -> None:
    body = {"sender": "12345 热线", "orders": [order(world, "A-1", name="11010519491231002X")]}
    answer = world.api("committee").post("/hotlines", body)
    assert answer.status_code == 422
    assert "orders" in answer.json["errors"]["json"]


def test_what_is_done_together_answers_by_the_one_that_is_done(world: World) -> None:
    made = sent(world, order(world, "A-1"))
    let_through(world, made)
    own, lead = db.session.scalars(select(Demand)).one(), world.demand(title="同一件事")
    merging.merge(world.actor("team"), own.id, lead.id)
    demands.accept(world.actor("team"), lead.id)
    (result,) = world.api("committee").get(f"/hotlines/{made['id']}/results").json
    assert (result["status"], result["words"]) == ("merged", "已受理")
    assert lead.number in result["note"]


@pytest.mark.parametrize("name", ["team", "site", "member", "supervisor", "admin"])
def test_nobody_else_sends_or_reads(world: World, name: str) -> None:
    made = sent(world, order(world, "A-1"))
    api = world.api(name)
    assert api.post("/hotlines", {"sender": "x", "orders": [order(world, "A-9")]}).status_code == 403
    assert api.get(f"/hotlines/{made['id']}/rows").status_code == 403


def test_a_town_reads_its_own_lists(world: World) -> None:
    own, others = sent(world, order(world, "A-1"), by="town"), sent(world, order(world, "A-2"))
    api = world.api("town")
    assert [one["id"] for one in api.get("/hotlines").json] == [own["id"]]
    assert api.get(f"/hotlines/{others['id']}/results").status_code == 404

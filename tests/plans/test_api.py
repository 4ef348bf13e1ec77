"""Plans over HTTP: made, solved, changed, sent; only by those who plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.plans.planning import one_place
from tests.support.world import ApiClient, World, coming
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db


def body(**more: Any) -> dict[str, Any]:
    """The coming two weeks."""
    today = clock.today()
    return {"first_day": today.isoformat(), "last_day": (today + timedelta(days=13)).isoformat(), **more}


def made(api: ApiClient, **more: Any) -> dict[str, Any]:
    """A plan, solved."""
    plan = api.post("/plans", body(**more))
    assert plan.status_code == 201, plan.json
    solved = api.post(f"/plans/{plan.json['id']}/solve")
    assert solved.status_code == 200, solved.json
    found: dict[str, Any] = solved.json
    return found


def test_from_making_to_sending(world: World) -> None:
    position = one_place(world)
    api = world.api("committee")
    plan = made(api)
    assert plan["status"] == "draft"
    assert plan["given_up"] == 0
    assert plan["pairs"]["proposed"] == 1
    assert plan["coverage"]["total"] == {"heads": 1, "now": 0, "then": 1}
    assert plan["quality"]["gap"] == 0.0

    (pair,) = api.get(f"/plans/{plan['id']}/pairs").json
    assert pair["position"] == position.id
    assert "*" in pair["name"], "masked"
    path = f"/plans/{plan['id']}/pairs/{pair['position']}/{pair['member']}"
    assert api.patch(path, {"step": "pin"}).json["status"] == "pinned"

    assert api.post(f"/plans/{plan['id']}/send").json == {"sent": 1, "refused": 0, "waiting": 0}
    after = api.get(f"/plans/{plan['id']}").json
    assert (after["status"], after["asks_next"]) == ("sent", True)
    assert after["answers"]["open"] == after["answers"]["asked"] == 1
    (sent,) = api.get(f"/plans/{plan['id']}/pairs?status=sent").json
    assert sent["claim_status"] == "offered"
    assert api.post(f"/plans/{plan['id']}/ask-next", {"on": False}).json["asks_next"] is False


def test_a_member_accepts_what_the_plan_offered(world: World) -> None:
    one_place(world)
    api = world.api("committee")
    plan = made(api)
    api.post(f"/plans/{plan['id']}/send", {"asks_next": False})
    claim = db.session.query(Claim).one()
    name = next(name for name, member in world.members.items() if member.id == claim.member_id)
    assert world.api(name).post(f"/claims/{claim.id}/accept").json["status"] == "confirmed"
    assert api.get(f"/plans/{plan['id']}").json["answers"]["accepted"] == 1


def test_what_is_left_is_told_with_reasons(world: World) -> None:
    position = one_place(world, skill="law")
    api = world.api("committee")
    plan = made(api)
    (left,) = api.get(f"/plans/{plan['id']}/unfilled").json
    assert (left["position"], left["missing"]) == (position.id, 1)
    assert left["reasons"]["no_skill"] == 4
    assert {remedy["kind"] for remedy in left["remedies"]} <= {"ask", "radius", "move", "train", "recruit"}


def test_a_draft_is_discarded(world: World) -> None:
    api = world.api("committee")
    plan = made(api)
    assert api.post(f"/plans/{plan['id']}/discard").json["status"] == "discarded"
    answer = api.post(f"/plans/{plan['id']}/solve")
    assert (answer.status_code, answer.json["reason"]) == (409, "not_in_this_state")


def test_the_list_is_newest_first(world: World) -> None:
    api = world.api("committee")
    first, second = made(api), made(api, town_id=world.places["town_1"].id)
    assert [plan["id"] for plan in api.get("/plans").json] == [second["id"], first["id"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"first_day": "2026-02-30", "last_day": "2026-03-01"},
        {"first_day": date(2020, 1, 1).isoformat(), "last_day": date(2020, 1, 2).isoformat()},
        {"unit": 1},
    ],
)
def test_a_wrong_window_is_told(world: World, wrong: dict[str, Any]) -> None:
    sent = {**body(), **wrong} if wrong else {}
    assert world.api("committee").post("/plans", sent).status_code == 422


def test_the_same_key_makes_one_plan(world: World) -> None:
    api = world.api("committee")
    first, second = (api.post("/plans", body(), Idempotency_Key="one").json["id"] for _time in range(2))
    assert first == second


@pytest.mark.parametrize("who", ["team", "squad", "supervisor", "site", "member", "admin"])
def test_others_may_not(world: World, who: str) -> None:
    plan = made(world.api("committee"))
    api = world.api(who)
    assert api.get("/plans").status_code == 403
    assert api.post("/plans", body()).status_code == 403
    assert api.post(f"/plans/{plan['id']}/send").status_code == 403


def test_an_unknown_plan_or_pair_is_not_found(world: World) -> None:
    api = world.api("committee")
    plan = made(api)
    for path in ("/plans/99999999999999999999", "/plans/4711", "/plans/4711/pairs", "/plans/4711/unfilled"):
        assert api.get(path).status_code == 404
    assert api.patch(f"/plans/{plan['id']}/pairs/1/1", {"step": "pin"}).status_code == 404
    assert api.patch(f"/plans/{plan['id']}/pairs/{2**64}/{2**64}", {"step": "pin"}).status_code == 404
    assert api.post("/plans/99999999999999999999/send").status_code == 404


def test_pairs_are_narrowed(world: World) -> None:
    here = one_place(world)
    world.project(headcount=2, site_id=world.places["site_2"].id, starts=coming(days=9))
    api = world.api("committee")
    plan = made(api)
    pairs = f"/plans/{plan['id']}/pairs"
    assert len(api.get(pairs).json) == 3
    assert len(api.get(f"{pairs}?site_id={world.places['site_2'].id}").json) == 2
    assert len(api.get(f"{pairs}?position_id={here.id}").json) == 1
    assert len(api.get(f"{pairs}?town_id={world.places['town_2'].id}").json) == 0
    assert api.get(f"{pairs}?status=nonsense").status_code == 422

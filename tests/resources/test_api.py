"""Resources and orders as scripts use them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.resources.offers import content, offered, wanted
from tests.support.world import World, coming
from volunteer.kernel.database import db
from volunteer.resources.models import Resource


def order(**changes: Any) -> dict[str, Any]:
    """The body of an order."""
    asked = wanted(**changes)
    return {**asked, "starts": asked["starts"].isoformat(), "ends": asked["ends"].isoformat()}


def test_a_resource_from_draft_to_withdrawn(world: World) -> None:
    team = world.api("team")
    made = team.post("/resources", content(world, monthly_quota=4))
    assert made.status_code == 201, made.json
    body = made.json or {}
    assert (body["status"], body["left_this_month"]) == ("draft", 4)
    assert body["record"] == {"served": 0, "ratings": 0, "average": None}
    assert world.api("site").get("/resources").json == []
    path = f"/resources/{body['id']}"
    changed = team.patch(path, {"version": body["version"], "title": "法律体检", "notice_days": 1})
    assert (changed.json or {})["title"] == "法律体检"
    assert (team.patch(path, {"version": body["version"], "title": "旧"}).json or {})["reason"] == "stale"
    assert (team.post(f"{path}/publish").json or {})["status"] == "published"
    seen = world.api("site").get("/resources").json or []
    assert [one["title"] for one in seen] == ["法律体检"]
    assert (team.post(f"{path}/withdraw").json or {})["status"] == "withdrawn"
    assert (team.post(f"{path}/withdraw").json or {})["reason"] == "not_in_this_state"
    assert world.api("site").get(path).status_code == 404


def test_an_order_is_placed_and_accepted(world: World) -> None:
    resource = offered(world)
    site, team = world.api("site"), world.api("team")
    placed = site.post(f"/resources/{resource.id}/orders", order())
    assert placed.status_code == 201, placed.json
    body = placed.json or {}
    assert body["status"] == "ordered"
    assert (site.get(f"/demands/{body['demand_id']}").json or {})["status"] == "submitted"
    again = site.post(f"/resources/{resource.id}/orders", order())
    assert (again.status_code, (again.json or {})["reason"]) == (409, "taken")
    accepted = team.post(f"/orders/{body['id']}/accept")
    assert (accepted.json or {})["status"] == "accepted"
    assert [one["id"] for one in team.get("/orders?status=accepted").json or []] == [body["id"]]
    assert (site.post(f"/orders/{body['id']}/withdraw", {"reason": "不办了"}).json or {})["status"] == "withdrawn"


def test_declining_needs_a_reason(world: World) -> None:
    resource, team = offered(world), world.api("team")
    placed = world.api("site").post(f"/resources/{resource.id}/orders", order()).json or {}
    assert team.post(f"/orders/{placed['id']}/decline").status_code == 422
    declined = team.post(f"/orders/{placed['id']}/decline", {"reason": "出差"}).json or {}
    assert (declined["status"], declined["reason"]) == ("declined", "出差")


def test_a_repeated_order_makes_one(world: World) -> None:
    resource, site = offered(world), world.api("site")
    first = site.post(f"/resources/{resource.id}/orders", order(), Idempotency_Key="once")
    second = site.post(f"/resources/{resource.id}/orders", order(), Idempotency_Key="once")
    assert first.json == second.json
    assert second.status_code == 201


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "boat"}, "kind"),
        ({"category": "nothing"}, "category"),
        ({"skill": "nothing"}, "skill"),
        ({"town_ids": [10**12]}, "town_ids"),
        ({"quantity": 0}, "quantity"),
        ({"headcount": 0}, "headcount"),
        ({"kind": "venue", "quantity": 2}, "quantity"),
        ({"first_day": "2027-02-01", "last_day": "2027-01-01"}, "last_day"),
    ],
)
def test_what_cannot_be_is_named_by_field(world: World, wrong: dict[str, Any], field: str) -> None:
    answer = world.api("team").post("/resources", content(world, **wrong))
    assert answer.status_code == 422
    assert field in (answer.json or {})["errors"]["json"]
    assert db.session.query(Resource).count() == 0


def test_only_own_units_offer(world: World) -> None:
    assert world.api("team_b").post("/resources", content(world)).status_code == 403
    resource = offered(world)
    assert world.api("team_b").patch(f"/resources/{resource.id}", {"version": 1, "title": "改"}).status_code == 404
    assert world.api("member").get("/resources").status_code == 403
    assert world.api("squad").post(f"/resources/{resource.id}/orders", order()).status_code == 403


def test_less_than_what_is_lent_cannot_be_offered(world: World) -> None:
    chairs = offered(world, kind="equipment", quantity=50)
    world.api("site").post(f"/resources/{chairs.id}/orders", order(starts=coming(days=7), quantity=40))
    db.session.expire_all()
    fewer = world.api("team").patch(f"/resources/{chairs.id}", {"version": chairs.version, "quantity": 30})
    assert fewer.status_code == 422
    assert "quantity" in (fewer.json or {})["errors"]["json"]

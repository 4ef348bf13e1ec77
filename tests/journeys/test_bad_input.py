"""Bad input through the API: the right status code, the field or reason named, and nothing half done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus

UNKNOWN = 10**9
BEYOND = 2**63
TABLES = (Demand, Project, ServiceSession, Claim, AuditEvent)


def demand_in(**values: Any) -> dict[str, Any]:
    """A good demand, with some values made bad."""
    starts = coming(days=7)
    good: dict[str, Any] = {
        "category": "care",
        "title": "陪老人复诊",
        "text": "陪两位老人到医院复诊。",
        "headcount": 2,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=2)).isoformat(),
        "contact_name": "李社工",
        "contact_phone": "13900000000",
    }
    return {**good, **values}


def rows() -> list[int]:
    """How many rows the tables of the loop hold; the trail shows steps that left no row elsewhere."""
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


BAD_VALUES = [
    ("title", 7),
    ("title", ""),
    ("title", "   "),
    ("title", None),
    ("title", "长" * 81),
    ("title", "坏\x00字"),
    ("text", "长" * 2001),
    ("text", ["陪诊"]),
    ("category", "no-such-category"),
    ("skill", "no-such-skill"),
    ("headcount", 0),
    ("headcount", -3),
    ("headcount", 501),
    ("headcount", "2"),
    ("headcount", 1.5),
    ("headcount", None),
    ("starts", "next week"),
    ("starts", 20261122),
    ("ends", coming(days=6).isoformat()),
    ("ends", coming(days=7).isoformat()),
    ("contact_phone", "call me"),
    ("site_id", "1"),
    ("site_id", 0),
    ("site_id", BEYOND),
    ("site_id", True),
    ("status", "closed"),
    ("asker_id", 1),
]


@pytest.mark.parametrize(("field", "value"), BAD_VALUES)
def test_a_bad_demand_names_its_field(world: World, field: str, value: Any) -> None:
    site, before = world.api("site"), rows()
    answer = site.post("/demands", demand_in(**{field: value}))
    assert answer.status_code == 422, answer.text
    assert answer.get_json()["code"] == 422
    assert list(answer.get_json()["errors"]["json"]) == [field]
    assert rows() == before


def test_a_demand_for_the_past_is_refused(world: World) -> None:
    site, before = world.api("site"), rows()
    past = demand_in(starts=coming(days=-1).isoformat(), ends=coming(days=-1, hour=11).isoformat())
    answer = site.post("/demands", past)
    assert answer.status_code == 422
    assert "starts" in answer.get_json()["errors"]["json"]
    assert rows() == before


@pytest.mark.parametrize("field", sorted(demand_in().keys()))
def test_what_is_missing_is_named(world: World, field: str) -> None:
    incomplete = demand_in()
    del incomplete[field]
    answer = world.api("site").post("/demands", incomplete)
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]["json"]) == [field]


@pytest.mark.parametrize("body", [[], "demand", 7, None])
def test_a_body_that_is_no_object_is_refused(world: World, body: Any) -> None:
    site, before = world.api("site"), rows()
    assert site.call("POST", "/demands", body).status_code in (400, 415, 422)
    assert rows() == before


def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    token = world.api("site").token
    answer = world.app.test_client().post(
        "/api/v1/demands", data="{", headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (400, 400)


@pytest.mark.parametrize("row_id", [0, UNKNOWN, BEYOND])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("team", "/demands/{}/accept"),
        ("site", "/demands/{}/submit"),
        ("team", "/projects/{}/publish"),
        ("team", "/sessions/{}/cancel"),
        ("member", "/positions/{}/claims"),
        ("member", "/claims/{}/release"),
        ("team", "/hours/{}/confirm"),
    ],
)
def test_unknown_ids_are_not_found(world: World, who: str, path: str, row_id: int) -> None:
    answer = world.api(who).post(path.format(row_id))
    assert (answer.status_code, answer.get_json()["code"]) == (404, 404)


def test_foreign_subtrees_are_closed(world: World) -> None:
    demand = world.demand()
    project = world.project(status=ProjectStatus.DRAFT, published_at=None)
    before = rows()
    foreign, stranger = world.api("team_b"), world.api("site_3")
    assert foreign.get(f"/demands/{demand.id}").status_code == 404
    assert foreign.post(f"/demands/{demand.id}/accept").status_code == 404
    assert stranger.post(f"/demands/{demand.id}/withdraw").status_code == 404
    assert foreign.get(f"/projects/{project.id}").status_code == 404
    assert foreign.post(f"/projects/{project.id}/publish").status_code == 404
    assert stranger.post("/demands", demand_in(site_id=world.places["site_1"].id)).status_code in (403, 404, 422)
    elsewhere = {"title": "越权", "category": "care", "site_id": world.places["site_1"].id}
    assert foreign.post("/projects", {**elsewhere, "unit_id": world.units["team_a"].id}).status_code in (403, 404)
    assert rows() == before


def test_a_leader_cannot_claim_for_a_foreign_member(world: World) -> None:
    position = world.project().sessions[0].positions[0]
    answer = world.api("team").post(f"/positions/{position.id}/claims", {"member_id": world.members["member_b"].id})
    assert answer.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 0


@pytest.mark.parametrize(
    "session",
    [
        {"starts": coming(days=7).isoformat(), "ends": coming(days=7, hour=8).isoformat()},
        {"starts": coming(days=-7).isoformat(), "ends": coming(days=-7, hour=11).isoformat()},
        {"starts": "soon", "ends": "later"},
        {"starts": coming(days=7).isoformat()},
    ],
)
def test_a_project_with_an_impossible_session_is_not_made(world: World, session: dict[str, str]) -> None:
    team, before = world.api("team"), rows()
    good = {"starts": coming(days=8).isoformat(), "ends": coming(days=8, hour=11).isoformat()}
    wanted = {
        "title": "义诊",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "unit_id": world.units["team_a"].id,
        "positions": [{"title": "志愿者", "headcount": 2}],
        "sessions": [good, session],
    }
    assert team.post("/projects", wanted).status_code == 422
    assert rows() == before


def test_a_repeated_key_is_replayed_and_not_done_twice(world: World) -> None:
    site = world.api("site")
    first = site.post("/demands", demand_in(), Idempotency_Key="tap")
    after_once = rows()
    second = site.post("/demands", demand_in(), Idempotency_Key="tap")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.get_json() == first.get_json()
    assert rows() == after_once


def test_a_key_is_not_used_for_something_else(world: World) -> None:
    site = world.api("site")
    site.post("/demands", demand_in(), Idempotency_Key="tap")
    before = rows()
    other = site.post("/demands", demand_in(title="另一件事"), Idempotency_Key="tap")
    assert (other.status_code, other.get_json()["reason"]) == (422, "key_reused")
    assert rows() == before


def test_a_key_of_a_failed_attempt_can_be_used_again(world: World) -> None:
    site = world.api("site")
    assert site.post("/demands", demand_in(headcount=0), Idempotency_Key="tap").status_code == 422
    assert site.post("/demands", demand_in(), Idempotency_Key="tap").status_code == 201


def test_a_double_tap_without_a_key_is_refused_by_state(world: World) -> None:
    demand, position = world.demand(), world.project().sessions[0].positions[0]
    team, member = world.api("team"), world.api("member")
    assert team.post(f"/demands/{demand.id}/accept").status_code == 200
    again = team.post(f"/demands/{demand.id}/accept")
    assert (again.status_code, again.get_json()["reason"]) == (409, "not_in_this_state")
    assert member.post(f"/positions/{position.id}/claims").status_code == 201
    twice = member.post(f"/positions/{position.id}/claims")
    assert (twice.status_code, twice.get_json()["reason"]) == (409, "already_claimed")
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 1


def test_a_stale_version_changes_nothing(world: World) -> None:
    demand = world.demand(status=DemandStatus.DRAFT, responsible_unit_id=None)
    project = world.project()
    session = project.sessions[0]
    moved = {"starts": coming(days=9).isoformat(), "ends": coming(days=9, hour=11).isoformat()}
    for client, path, change in (
        (world.api("site"), f"/demands/{demand.id}", {"title": "新标题"}),
        (world.api("team"), f"/projects/{project.id}", {"title": "新标题"}),
        (world.api("team"), f"/sessions/{session.id}", moved),
    ):
        before = client.get(path).get_json()
        stale = client.patch(path, {**change, "version": before["version"] + 1})
        assert (stale.status_code, stale.get_json()["reason"]) == (409, "stale"), path
        assert client.get(path).get_json() == before


def test_bulk_confirmation_takes_each_by_itself(world: World) -> None:
    squad = world.api("squad")
    for ids in ([], ["1"], [0], [BEYOND], None, list(range(1, 1002))):
        assert squad.post("/hours/confirm", {"ids": ids}).status_code == 422
    answer = squad.post("/hours/confirm", {"ids": [UNKNOWN]}).get_json()
    assert answer["confirmed"] == []
    assert [refused["id"] for refused in answer["refused"]] == [UNKNOWN]

"""Sites over the JSON API: who reads, who keeps them, and the pairing."""

from __future__ import annotations

import pytest

from tests.support.world import World
from volunteer.organization.queries import responsible_unit_for

NEW = {"code": "441900999", "name": "新社区", "lon": 113.8, "lat": 23.0}


def test_everybody_signed_in_reads_sites(world: World) -> None:
    api = world.api("member")
    answer = api.get("/sites?town=town_1")
    assert [site["code"] for site in answer.json] == ["site_1", "site_2"]
    assert answer.json[0]["town"] == "town_1 社区"
    assert [site["code"] for site in api.get("/sites?q=site_3").json] == ["site_3"]
    assert api.get(f"/sites/{world.places['site_1'].id}").json["lon"] == 113.79
    assert api.get(f"/sites/{world.places['town_1'].id}").status_code == 404
    assert api.get(f"/sites/{2**63}").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("town", 201), ("committee", 201), ("site", 403), ("team", 403)])
def test_who_may_add_a_site(world: World, name: str, status: int) -> None:
    answer = world.api(name).post("/sites", {**NEW, "town_id": world.places["town_1"].id})
    assert answer.status_code == status


def test_a_town_officer_keeps_only_the_own_town(world: World) -> None:
    api = world.api("town")
    assert api.post("/sites", {**NEW, "town_id": world.places["town_2"].id}).status_code == 403
    assert api.patch(f"/sites/{world.places['site_3'].id}", {"version": 1, "name": "改名"}).status_code == 403


def test_a_code_is_given_once_and_a_site_lies_in_a_town(world: World) -> None:
    api = world.api("committee")
    town = world.places["town_1"].id
    assert "code" in api.post("/sites", {**NEW, "code": "site_1", "town_id": town}).json["errors"]["json"]
    wrong = api.post("/sites", {**NEW, "town_id": world.places["site_1"].id})
    assert "town_id" in wrong.json["errors"]["json"]
    assert api.post("/sites", {**NEW, "lat": 91, "town_id": town}).status_code == 422


def test_pairing_decides_who_answers(world: World) -> None:
    site, team = world.places["site_3"], world.units["team_b"]
    api = world.api("committee")
    answer = api.patch(f"/sites/{site.id}", {"version": 1, "paired_unit_id": team.id})
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert responsible_unit_for(site.id).id == team.id
    assert api.patch(f"/sites/{site.id}", {"version": 1, "name": "旧"}).json["reason"] == "stale"
    assert api.patch(f"/sites/{site.id}", {"version": 2, "paired_unit_id": 10**9}).status_code == 422

"""The open positions as JSON: who sees which numbers, what the filters do."""

from __future__ import annotations

from datetime import timedelta

from tests.support.statements import asks_at_most, counted_statements
from tests.support.world import World, coming
from volunteer.claims import service, teams
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock


def test_a_position_as_the_interface_says(world: World) -> None:
    project = world.project(headcount=3)
    position = project.positions[0]
    until = clock.now() + timedelta(days=1)
    teams.reserve(world.actor("team"), project.id, world.units["team_a"].id, {position.id: 2}, until)
    (seen,) = world.api("member").get("/positions").get_json()
    assert (seen["id"], seen["project_id"], seen["headcount"]) == (position.id, project.id, 3)
    assert (seen["free"], seen["free_for_my_unit"], seen["waiting"]) == (1, 3, 0)
    assert set(seen["session"]) == {"id", "starts", "ends"}
    assert seen["site"]["town"] == world.places["town_1"].name
    assert world.api("member_b").get(f"/positions/{position.id}").get_json()["free_for_my_unit"] == 1


def test_what_ran_out_counts_as_free_unless_somebody_waits(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    world.claim("member", position, ClaimStatus.OFFERED)
    client = world.api("member_b")
    assert client.get(f"/positions/{position.id}").get_json()["free"] == 0
    with clock.travel(clock.now() + timedelta(hours=25)):
        fresh = world.api("member_b")
        assert fresh.get(f"/positions/{position.id}").get_json()["free"] == 1
    service.claim(world.actor("member_b"), position.id, waitlist=True)
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert world.api("member").get(f"/positions/{position.id}").get_json()["free"] == 0


def test_filters_pages_and_bad_queries(world: World) -> None:
    world.project(title="近处", starts=coming(days=2))
    world.project(title="远处", starts=coming(days=3), site_id=world.places["site_3"].id)
    client = world.api("member")

    def titles(query: str) -> list[str]:
        return [item["project_title"] for item in client.get(f"/positions?{query}").get_json()]

    assert titles("near=113.79,23.03&within=5") == ["近处"]
    assert titles("town=town_2") == ["远处"]
    assert titles("q=近") == ["近处"]
    assert titles(f"on={clock.local(coming(days=3)).date()}") == ["远处"]
    assert titles("page=2&page_size=1") == ["远处"]
    for query in ("near=x", "near=999,0", "within=-1", "on=2026-13-01", "unknown=1", "page_size=1000", "q=%00"):
        assert client.get(f"/positions?{query}").status_code == 422, query


def test_a_longer_list_costs_no_more_statements(world: World) -> None:
    for n in range(6):
        world.project(starts=coming(days=n + 1))
    client = world.api("member")
    client.get("/positions")  # the board is loaded on first use
    with counted_statements() as few:
        client.get("/positions?page_size=1")
    assert len(client.get("/positions?page_size=6").get_json()) == 6
    assert asks_at_most(len(few), lambda: client.get("/positions?page_size=6"))

"""The reports in JSON."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.gaps.city import count, next_weekday
from tests.support.world import World
from volunteer.kernel import clock


def test_the_gaps_with_reasons_and_remedies(world: World) -> None:
    world.give_skill("member", "nursing", level=2)
    project = world.project(starts=next_weekday(5), hours=3, headcount=4, skill="nursing", level=2)
    world.project(starts=next_weekday(2, hour=19), headcount=1)
    count()
    answer = world.api("committee").get("/reports/gaps").get_json()
    assert (answer["missing"], answer["missing_minutes"]) == (5, 14 * 60)
    assert (answer["members"], answer["assumed"]) == (len(world.members), 0)
    assert answer["first_day"] == clock.today().isoformat()
    assert answer["made_at"]
    nursing, anybody = answer["rows"]
    assert {key: nursing[key] for key in ("town", "town_code", "skill", "level", "band", "missing")} == {
        "town": "town_1 社区",
        "town_code": "town_1",
        "skill": "nursing",
        "level": 2,
        "band": "rest_morning",
        "missing": 4,
    }
    assert nursing["missing_minutes"] == 720
    assert nursing["positions"] == [project.positions[0].id]
    assert nursing["reasons"]["assigned_elsewhere"] == 1
    assert nursing["reasons"]["no_skill"] == len(world.members) - 1
    kinds = [remedy["kind"] for remedy in nursing["remedies"]]
    assert kinds[0] == "ask"
    train = nursing["remedies"][kinds.index("train")]
    assert (train["skill"], train["level"], train["heads"]) == ("nursing", 2, 3)
    assert (anybody["skill"], anybody["level"], anybody["band"]) == (None, None, "workday_evening")


def test_before_the_first_count_the_need_is_told_without_reasons(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=2)
    answer = world.api("team").get("/reports/gaps").get_json()
    assert (answer["missing"], answer["made_at"], answer["members"]) == (2, None, None)
    assert (answer["rows"][0]["counted"], answer["rows"][0]["remedies"]) == (0, [])


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("town=town_2", 2),
        ("skill=nursing", 4),
        ("skill=any", 2),
        ("skill=nursing&level=1", 0),
        ("band=rest_morning", 4),
        ("weeks=6", 11),
        ("town=nowhere", 0),
    ],
)
def test_the_report_is_narrowed(world: World, query: str, missing: int) -> None:
    world.project(starts=next_weekday(5), headcount=4, skill="nursing", level=2)
    world.project(starts=next_weekday(2, hour=19), headcount=2, site_id=world.places["site_3"].id)
    world.project(starts=next_weekday(3) + timedelta(weeks=3), headcount=5, skill="law")
    answer = world.api("committee").get(f"/reports/gaps?{query}").get_json()
    assert answer["missing"] == sum(row["missing"] for row in answer["rows"]) == missing


@pytest.mark.parametrize("query", ["band=noon", "weeks=0", "weeks=7", "level=4", "sort=x"])
def test_what_cannot_be_asked_is_refused(world: World, query: str) -> None:
    assert world.api("committee").get(f"/reports/gaps?{query}").status_code == 422


def test_silent_sites_are_paged(world: World) -> None:
    world.demand(submitted_at=clock.now() - timedelta(days=61))
    client = world.api("committee")
    answer = client.get("/reports/silent-sites?page_size=2")
    assert '"total": 3' in answer.headers["X-Pagination"]
    assert [site["name"] for site in answer.get_json()] == ["site_2 社区", "site_3 社区"]
    (last,) = client.get("/reports/silent-sites?page_size=2&page=2").get_json()
    assert last["last_demand_at"]
    assert (last["town"], last["unit"]["name"]) == ("town_1 社区", "team_a 服务队")
    assert last["unit"]["id"] == world.units["team_a"].id
    assert [site["name"] for site in client.get("/reports/silent-sites?never=false").get_json()] == ["site_1 社区"]
    assert [site["name"] for site in client.get("/reports/silent-sites?town=town_2").get_json()] == ["site_3 社区"]


@pytest.mark.parametrize("path", ["/reports/gaps", "/reports/silent-sites"])
def test_reports_are_for_those_who_may_read_them(world: World, path: str) -> None:
    assert world.api("squad").get(path).status_code == 200
    for name in ("member", "site", "town", "admin"):
        assert world.api(name).get(path).status_code == 403

"""Filters of the address, and the map with the same filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from tests.support.world import World, coming, text_of
from volunteer.claims.finding import days_of, filters_of
from volunteer.kernel import clock

HOME = (113.80, 23.03)


@pytest.fixture
def wednesday() -> Iterator[date]:
    """A Wednesday noon in Shanghai."""
    with clock.travel(datetime(2026, 11, 25, 4, tzinfo=UTC)):
        yield date(2026, 11, 25)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({"when": "today"}, date(2026, 11, 25), date(2026, 11, 25)),
        ({"when": "tomorrow"}, date(2026, 11, 26), date(2026, 11, 26)),
        ({"when": "weekend"}, date(2026, 11, 28), date(2026, 11, 29)),
        ({"when": "fortnight"}, date(2026, 11, 25), date(2026, 12, 8)),
        ({"when": "weekend", "on": "2026-12-24"}, date(2026, 12, 24), date(2026, 12, 24)),
        ({"when": "someday", "on": "24.12."}, None, None),
        ({}, None, None),
    ],
)
def test_days_are_said_as_people_say_them(
    wednesday: date, query: dict[str, str], first: date | None, last: date | None
) -> None:
    assert days_of(MultiDict(query)) == (first, last)


def test_on_a_sunday_the_weekend_is_what_is_left_of_it() -> None:
    with clock.travel(datetime(2026, 11, 29, 4, tzinfo=UTC)):
        assert days_of(MultiDict({"when": "weekend"})) == (date(2026, 11, 29), date(2026, 11, 29))


def test_distances_are_from_where_one_stands_else_from_home() -> None:
    assert filters_of(MultiDict({"within": "5"}), HOME).near == HOME
    standing = filters_of(MultiDict({"within": "5", "at": "113.75,23.02"}), HOME)
    assert (standing.near, standing.within_km) == ((113.75, 23.02), 5)
    for nonsense in ("here", "1", "1,2,3", "400,23", "nan,23"):
        assert filters_of(MultiDict({"at": nonsense}), HOME).near == HOME
    assert filters_of(MultiDict({"within": "5"}), None).within_km is None
    assert filters_of(MultiDict({"within": "-1"}), HOME).within_km is None


def test_the_map_counts_free_places_by_site_and_by_town(world: World) -> None:
    project = world.project(title="图书角整理", headcount=3, sessions=2, starts=coming(days=2))
    world.claim("member_b", project.positions[0])
    far = world.project(title="社区法律咨询", headcount=4, site_id=world.places["site_3"].id)
    world.project(title="家电维修", headcount=1, site_id=world.places["site_2"].id)
    world.claim("member_a2", world.project(headcount=1, site_id=world.places["site_2"].id).positions[0])
    data = world.browser("member").get("/positions/map-data").get_json()
    counts = {point["label"]: (point["count"], point["url"]) for point in data["points"]}
    one = f"/positions/{far.positions[0].id}"
    assert counts["town_1 社区 site_1 社区"] == (5, f"/positions?site={world.places['site_1'].id}")
    assert counts["town_2 社区 site_3 社区"] == (4, one)
    assert counts["town_1 社区"] == (6, "/positions?town=town_1")  # a town without an outline is a point


def test_map_and_list_keep_the_same_filters(world: World) -> None:
    world.project(title="图书角整理", starts=coming(days=2))
    world.project(title="社区法律咨询", category="legal", site_id=world.places["site_3"].id)
    browser = world.browser("member")
    page = browser.get("/positions/map?category=legal&page=3").get_data(as_text=True)
    assert 'href="/positions?category=legal"' in page
    assert "/positions/map-data?category=legal" in page
    data = browser.get("/positions/map-data?category=legal").get_json()
    assert {point["label"] for point in data["points"]} == {"town_2 社区", "town_2 社区 site_3 社区"}
    assert {point["url"] for point in data["points"]} >= {"/positions?category=legal&town=town_2"}


def test_the_sites_under_the_map_are_those_nearest_to_the_reader(world: World) -> None:
    world.project(headcount=9, site_id=world.places["site_3"].id)
    world.project(headcount=1)
    words = text_of(world.browser("member").get("/positions/map"))
    assert words.index("site_1 社区") < words.index("site_3 社区")
    words = text_of(world.browser(None).get("/positions/map"))
    assert words.index("site_3 社区") < words.index("site_1 社区")


def test_a_map_of_nothing_says_so(world: World) -> None:
    browser = world.browser(None)
    assert "没有符合条件的服务" in text_of(browser.get("/positions/map"))
    for query in ("when=x", "on=x", "site=x", "site=99999999999999999999", "at=x", "within=nan", "q=%00"):
        assert browser.get(f"/positions/map?{query}").status_code == 200, query
        assert browser.get(f"/positions/map-data?{query}").status_code == 200, query

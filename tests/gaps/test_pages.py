"""The two pages: what they show, where their numbers lead, who may open them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.gaps.city import count, everybody_works_by_day, next_weekday
from tests.support import numbers
from tests.support.numbers import number
from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.gaps.silent import SETTING
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import PlaceKind

MOST_STATEMENTS = 11
READERS = ("committee", "supervisor", "team", "squad")


def a_city_with_gaps(world: World) -> None:
    """Places short in two towns, with and without a skill, on a workday and at the weekend."""
    world.give_skill("member", "nursing", level=2)
    world.project(starts=next_weekday(5), hours=3, headcount=4, skill="nursing", level=2)
    world.project(starts=next_weekday(5, hour=14), headcount=2, site_id=world.places["site_3"].id)
    world.project(starts=next_weekday(2, hour=19), headcount=1, unit_id=world.units["squad_a1"].id)


def test_what_is_missing_comes_first_and_equals_the_overview(world: World) -> None:
    a_city_with_gaps(world)
    count()
    browser = world.browser("committee")
    shown = numbers.tiles(browser.get("/reports/gaps").text)
    assert (shown["缺的人时"].value, shown["还缺的人次"].value, shown["个镇街"].value) == ("18", "7", "2")
    assert numbers.tiles(browser.get("/home").text)["还缺的人次"].value == shown["还缺的人次"].value
    listed = numbers.tiles(browser.get(shown["还缺的人次"].url or "").text)
    assert listed["还缺的人次"].value == "7"
    assert listed["缺的人时"].value == "18"


@pytest.mark.parametrize("query", ["", "?weeks=4", "?town=town_1", "?skill=nursing", "?band=rest_morning"])
def test_every_row_is_what_its_list_shows(world: World, query: str) -> None:
    a_city_with_gaps(world)
    world.project(starts=next_weekday(5) + timedelta(weeks=2), headcount=9)
    browser = world.browser("committee")
    page = browser.get(f"/reports/gaps{query}").text
    cells = numbers.cells(page)
    assert cells
    for text, url in cells:
        assert numbers.tiles(browser.get(url).text)["还缺的人次"].value == text, url
    assert sum(number(text) for text, _url in cells) == number(numbers.tiles(page)["还缺的人次"].value)


def test_a_gap_is_told_with_its_reason_and_what_would_help(world: World) -> None:
    a_city_with_gaps(world)
    count()
    page = world.browser("committee").get("/reports/gaps").text
    for words in (
        "town_1 社区",
        "休息日上午",
        "护理 2 级",
        "会护理 2 级的 1 人：1 人合适，还没有邀约",
        "直接邀请",
        "工作日晚上",
    ):
        assert words in page
    assert "原因统计于" in page
    assert "/candidates?position=" in page
    assert 'href="/plans/new"' in page
    supervisors = world.browser("supervisor").get("/reports/gaps").text
    assert "/candidates" not in supervisors
    assert "/plans" not in supervisors


def test_what_asking_cannot_fill_is_found_by_itself(world: World) -> None:
    a_city_with_gaps(world)
    count()
    browser = world.browser("committee")
    tile = numbers.tiles(browser.get("/reports/gaps").text)["邀请不够，要另想办法"]
    assert tile.value == "6"  # four that ask for nurses, two too far from everybody
    page = browser.get(tile.url or "").text
    shown = numbers.tiles(page)["还缺的人次"]
    assert (shown.value, shown.url) == ("6", None)
    assert "<span>直接邀请</span>" not in page


def test_before_the_first_count_the_page_says_so_and_counts(world: World) -> None:
    a_city_with_gaps(world)
    browser = world.browser("team")
    assert "还没有统计过原因" in browser.get("/reports/gaps").text
    assert browser.post("/reports/gaps/recount").headers["Location"] == "/reports/gaps"
    page = browser.get("/reports/gaps").text
    assert "原因已重新统计" in page
    assert "还没有统计" not in page
    browser.post("/reports/gaps/recount")
    assert "刚刚统计过" in browser.get("/reports/gaps").text


def test_profiles_by_default_are_marked(world: World) -> None:
    a_city_with_gaps(world)
    world.members["member_2"].profile_assumed = True
    db.session.commit()
    count()
    page = world.browser("committee").get("/reports/gaps").text
    assert "其中 1 人按默认时间和地点估计" in page
    assert "其中 1 人还没有确认时间和地点" in page


def test_each_reader_is_shown_their_own(world: World) -> None:
    a_city_with_gaps(world)
    world.project(starts=next_weekday(5), headcount=5, unit_id=world.units["team_b"].id)
    count()
    for name, missing in (("committee", "12"), ("team", "7"), ("supervisor", "7"), ("squad", "1"), ("team_b", "5")):
        assert numbers.tiles(world.browser(name).get("/reports/gaps").text)["还缺的人次"].value == missing, name
    for name in ("member", "site", "town"):
        for path in ("/reports/gaps", "/reports/silent-sites"):
            assert world.browser(name).get(path).status_code == 403, name
        assert world.browser(name).post("/reports/gaps/recount").status_code == 403


def test_without_gaps_the_page_says_what_it_is_for(world: World) -> None:
    page = world.browser("committee").get("/reports/gaps").text
    assert "未来两周没有缺口" in page
    assert "/reports/silent-sites" in page
    assert "这些条件下没有缺口" in world.browser("committee").get("/reports/gaps?town=town_1").text


@pytest.mark.parametrize(
    "query", ["weeks=99&town=nowhere&skill=x&band=noon", "page=-1", "page=99999999999", "town=%00"]
)
def test_an_address_that_makes_no_sense_shows_the_plain_report(world: World, query: str) -> None:
    a_city_with_gaps(world)
    page = world.browser("committee").get(f"/reports/gaps?{query}")
    assert page.status_code == 200
    assert numbers.tiles(page.text)["还缺的人次"].value == "7"
    assert world.browser("committee").get(f"/reports/silent-sites?{query}").status_code == 200
    assert world.browser("committee").get(f"/home/gaps?{query}").status_code == 200


def test_silent_sites_are_listed_with_whom_to_phone(world: World) -> None:
    world.demand(submitted_at=clock.now() - timedelta(days=100))
    world.places["site_1"].duty_phone = "0769-22110011"
    db.session.commit()
    browser = world.browser("committee")
    page = browser.get("/reports/silent-sites").text
    shown = numbers.tiles(page)
    assert [shown[label].value for label in ("个社区要问一问", "从未提过需求", "60 天以上没提")] == ["3", "2", "1"]
    assert "100 天前" in page
    assert 'href="tel:0769-22110011"' in page
    assert "没有登记电话" in page
    for tile in shown.values():
        assert numbers.rows(browser, tile.url or "") == number(tile.value)


def test_silent_sites_by_town_and_on_several_pages(world: World) -> None:
    for n in range(25):
        world._place(f"new_{n}", PlaceKind.SITE, "town_2", 113.9, 22.9)
    db.session.commit()
    browser = world.browser("committee")
    assert numbers.rows(browser, "/reports/silent-sites") == 28
    assert "共 26 项" in browser.get("/reports/silent-sites?town=town_2").text
    assert "site_1 社区" not in browser.get("/reports/silent-sites?town=town_2").text


def test_when_every_site_asked_there_is_nobody_to_phone(world: World) -> None:
    for site in ("site_1", "site_2", "site_3"):
        world.demand(site_id=world.places[site].id, submitted_at=clock.now())
    assert "60 天内每个社区都提过需求" in world.browser("committee").get("/reports/silent-sites").text


def test_the_days_of_silence_are_set_with_the_other_settings(world: World) -> None:
    browser = world.browser("committee")
    page = browser.get(f"/units/{world.units['brigade'].id}/settings").text
    assert f'name="{SETTING}"' in page


@pytest.mark.parametrize("address", ["/reports/gaps", "/reports/silent-sites", "/home/gaps?band=rest_morning"])
@pytest.mark.parametrize("name", ["committee", "squad"])
def test_statements_do_not_grow_with_what_there_is(world: World, name: str, address: str) -> None:
    a_city_with_gaps(world)
    count()
    browser = world.browser(name)
    browser.get(address)
    with counted_statements() as few:
        browser.get(address)
    for n in range(10):
        world.project(starts=next_weekday(n % 7, hour=8 + n), headcount=2, skill=("nursing", "law", None)[n % 3])
    everybody_works_by_day(world)
    count()
    browser.get(address)
    with counted_statements() as many:
        assert browser.get(address).status_code == 200
    assert len(many) <= len(few) <= MOST_STATEMENTS, "\n".join(many)


@pytest.mark.parametrize("name", READERS)
def test_nothing_leads_where_the_role_may_not_go(world: World, name: str) -> None:
    a_city_with_gaps(world)
    count()
    browser = world.browser(name)
    for start in ("/reports/gaps", "/reports/silent-sites"):
        page = browser.get(start).text
        content = page[page.index('id="content"') :]
        for address in set(re.findall(r'href="(/[^"#]*)"', content)):
            assert browser.get(unescape(address)).status_code in (200, 302, 303), address

"""The overview: what it counts, and that every number is what its list shows."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.gaps.city import count
from tests.home.test_pages import credit, propose
from tests.support import numbers
from tests.support.numbers import number
from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus

MOST_STATEMENTS = 11  # three of them for the frame: who is it, unread notices, names of skills


def submitted(world: World, days_ago: int, **values: Any) -> None:
    """A demand that came in some days ago."""
    at = clock.now() - timedelta(days=days_ago)
    world.demand(created_at=at, submitted_at=at, **values)


def a_city_that_needs_help(world: World) -> None:
    """Demands old and new, places short in two towns, one day of this week served, hours of both kinds."""
    for days_ago in (0, 1, 6, 7, 20, 364):
        submitted(world, days_ago)
    submitted(world, 2, responsible_unit_id=world.units["team_b"].id, site_id=world.places["site_3"].id)
    world.demand(status=DemandStatus.DRAFT, number=None)
    submitted(world, 3, deadline=clock.now() + timedelta(hours=20))
    submitted(world, 5, deadline=clock.now() - timedelta(hours=30))
    submitted(world, 5, deadline=clock.now() + timedelta(days=3))
    partly = world.project(headcount=4, starts=coming(days=3), hours=3, sessions=2, skill="nursing", level=2)
    world.claim("member", partly.positions[0])
    world.project(headcount=2, starts=coming(days=13, hour=20), site_id=world.places["site_3"].id)
    world.project(headcount=50, starts=coming(days=14, hour=0))
    full = world.project(headcount=1, starts=coming(days=5))
    world.claim("member_2", full.positions[0])
    earlier = world.project(headcount=3, starts=clock.now() - timedelta(minutes=30), title="开始了的义诊")
    world.claim("member", earlier.positions[0], ClaimStatus.ATTENDED)
    for member, source in (("member_2", HoursSource.VERIFIED), ("member_a2", HoursSource.BACKFILLED)):
        past = world.project(starts=clock.now() - timedelta(days=1), headcount=3)
        credit(world, propose(world, past, member, source=source, status=ProposalStatus.CONFIRMED), source)


def entry(proposal: HoursProposal, kind: EntryKind, sequence: int) -> None:
    """One more row of the ledger for hours that have a credit."""
    first = db.session.query(HoursEntry).filter_by(proposal_id=proposal.id).one()
    reversal = kind == EntryKind.REVERSAL
    db.session.add(
        HoursEntry(
            proposal_id=proposal.id,
            member_id=proposal.member_id,
            sequence=sequence,
            kind=kind,
            source=HoursSource.CORRECTION,
            minutes=-first.minutes if reversal else 0,
            reverses_id=first.id if reversal else None,
            reason="记错了",
            session_id=first.session_id,
            unit_id=first.unit_id,
            unit_path=first.unit_path,
            service_date=first.service_date,
            entered_by=first.entered_by,
            confirmed_by=first.confirmed_by if reversal else None,
            recorded_at=clock.now(),
            hash=secrets.token_bytes(32),
        )
    )
    db.session.commit()


@pytest.mark.parametrize("name", ["committee", "town", "supervisor"])
def test_every_tile_is_what_its_list_shows(world: World, name: str) -> None:
    a_city_that_needs_help(world)
    browser = world.browser(name)
    shown = numbers.tiles(browser.get("/home").text)
    for label in ("最近 7 天新提的需求", "即将超期的需求"):
        tile = shown[label]
        assert number(tile.value) > 0
        assert numbers.demands_listed(browser, tile.url or "") == number(tile.value)
    for label, counted in (("未来两周需要的人次", "需要的人次"), ("还缺的人次", "还缺的人次")):
        tile = shown[label]
        assert number(tile.value) > 0
        assert numbers.tiles(browser.get(tile.url or "").text)[counted].value == tile.value
    listed = numbers.tiles(browser.get(shown["已有人（含待答复）"].url or "").text)
    assert (
        f"{100 * number(listed['已认领'].value) / number(listed['需要的人次'].value):.0f}%"
        == shown["已有人（含待答复）"].value
    )


def test_every_number_of_the_month_is_what_its_list_shows(world: World) -> None:
    a_city_that_needs_help(world)
    browser = world.browser("committee")
    shown = numbers.tiles(browser.get("/home").text)
    for label, counted, value in (
        ("人次", "人次", 2),
        ("小时（已核实）", "小时", 2),
        ("小时（补录，另计）", "小时", 2),
    ):
        assert number(shown[label].value) == value
        assert number(numbers.tiles(browser.get(shown[label].url or "").text)[counted].value) == value
    assert numbers.rows(browser, shown["小时（补录，另计）"].url or "") == 1


def test_every_column_and_every_town_is_what_its_list_shows(world: World) -> None:
    a_city_that_needs_help(world)
    browser = world.browser("committee")
    page = browser.get("/home").text
    columns = numbers.columns(page)
    days, weeks = [c for c in columns if c[1] is not None], [c for c in columns if c[1] is None]
    assert (len(days), len(weeks)) == (7, 8)
    for claimed, needed, url in days:
        listed = numbers.tiles(browser.get(url).text)
        assert (number(listed["已认领"].value), number(listed["需要的人次"].value)) == (claimed, needed)
    assert any(needed for _claimed, needed, _url in days)
    assert [numbers.demands_listed(browser, url) if count else 0 for count, _total, url in weeks] == [
        count for count, _total, _url in weeks
    ]
    assert weeks[-1][0] == 7
    towns = [(text, url) for text, url in numbers.cells(page) if "town=" in url and "skill=" not in url]
    for text, url in towns[::2]:
        assert numbers.tiles(browser.get(url).text)["还缺的人次"].value == text


def test_a_town_officer_sees_the_communities_of_the_town(world: World) -> None:
    a_city_that_needs_help(world)
    browser = world.browser("town")
    page = browser.get("/home").text
    assert "各社区的缺口" in page
    assert "data-town-map" not in page
    sites = [(text, url) for text, url in numbers.cells(page) if "town=site_1" in url and "skill=" not in url]
    (missing, url), *_rest = sites
    listed = browser.get(url).text
    assert numbers.tiles(listed)["还缺的人次"].value == missing == "7"
    assert '<option value="site_1" selected>' in listed


def test_the_rows_of_the_list_of_gaps_are_as_many_as_it_says(world: World) -> None:
    for n in range(23):
        world.project(headcount=2, starts=coming(days=2 + n % 5))
    browser = world.browser("committee")
    assert numbers.rows(browser, "/home/gaps") == 23
    assert number(numbers.tiles(browser.get("/home/gaps").text)["还缺的人次"].value) == 46
    assert "共 23 项" in browser.get("/home/gaps").text


def test_demands_are_compared_with_the_same_units_past(world: World) -> None:
    a_city_that_needs_help(world)
    page = world.browser("committee").get("/home").text
    assert "比前 7 天 +6" in page
    assert "去年同期" in page
    assert "1 件" in page
    # A town officer's figures are the town's.
    assert numbers.tiles(world.browser("town").get("/home").text)["最近 7 天新提的需求"].value == "6"


def test_without_data_of_last_year_nothing_is_said_of_it(world: World) -> None:
    submitted(world, 1)
    assert "去年同期" not in world.browser("committee").get("/home").text


def test_the_most_pressing_demand_stands_first(world: World) -> None:
    for hours, title in ((20, "明天到期"), (-30, "已经超期"), (3, "今天到期")):
        world.demand(title=title, deadline=clock.now() + timedelta(hours=hours))
    world.demand(title="还早", deadline=clock.now() + timedelta(days=4))
    page = world.browser("committee").get("/home").text
    assert page.index("已经超期") < page.index("今天到期") < page.index("明天到期")
    assert "还早" not in page


def test_gaps_say_why_and_what_could_be_done(world: World) -> None:
    world.give_skill("member", "nursing", level=2)
    world.give_skill("member_2", "nursing", level=1)
    world.add_member("far", "squad_b1", home_lon=114.9, home_lat=24.0, radius_km=2)
    world.give_skill("far", "nursing")
    project = world.project(headcount=3, skill="nursing", level=2, starts=coming(days=3))
    count()
    page = world.browser("committee").get("/home").text
    assert "护理 2 级" in page
    assert "会护理 2 级的 2 人：1 人离得太远，1 人合适，还没有邀约" in page
    assert "只差级别" in page
    assert f"/projects/{project.id}/candidates?position={project.positions[0].id}" in page
    assert 'href="/reports/gaps"' in page
    # Who may not read reports is told nothing of members.
    officers = world.browser("town").get("/home").text
    assert "护理 2 级" in officers
    for hidden in ("没有邀约", "只差级别", "/candidates", "/reports/"):
        assert hidden not in officers


def test_the_largest_gaps_are_those_of_the_report(world: World) -> None:
    a_city_that_needs_help(world)
    for n in range(8):
        world.project(headcount=1, starts=coming(days=1 + n, hour=6 * (n % 4)), skill=("law", "electrics")[n % 2])
    browser = world.browser("committee")
    page, whole = browser.get("/home").text, browser.get("/reports/gaps").text
    shown = [cell for cell in numbers.cells(page) if "band=" in cell[1]]
    days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=13)}
    listed = [cell for cell in numbers.cells(whole) if "band=" in cell[1]]
    assert len(shown) == 6 < len(listed)
    ending = "".join(f"&{name}={day}" for name, day in days.items())
    assert [(text, url.replace(ending, "")) for text, url in listed[:6]] == shown
    assert f"全部 {len(listed)} 处缺口" in page


def test_sites_that_never_ask_are_told_by_town(world: World) -> None:
    submitted(world, 70)
    page = world.browser("committee").get("/home").text
    assert "60 天没有提过需求的社区" in page
    assert '<a href="/reports/silent-sites?town=town_1">town_1 社区 2</a>' in page
    assert '<a href="/reports/silent-sites?town=town_2">town_2 社区 1</a>' in page
    assert "没有提过需求" not in world.browser("town").get("/home").text


def test_the_map_shows_the_towns_within_reach(world: World) -> None:
    a_city_that_needs_help(world)
    drawn = world.browser("committee").get("/home/towns").get_json()
    points = {point["label"]: point for point in drawn["points"]}
    assert points["town_1 社区"]["text"] == "还缺 7 人次，21 人时"
    assert points["town_1 社区"]["url"] == "/home/gaps?town=town_1"
    own = world.browser("town").get("/home/towns").get_json()
    assert [point["label"] for point in own["points"]] == ["town_1 社区"]
    assert world.browser("member").get("/home/towns").status_code == 403


def test_lists_show_only_what_lies_within_reach(world: World) -> None:
    world.project(title="本队的义诊", headcount=3)
    world.project(title="别队的义诊", headcount=5, unit_id=world.units["team_b"].id, site_id=world.places["site_3"].id)
    for name in ("supervisor", "team", "town"):
        page = world.browser(name).get("/home/gaps").text
        assert "本队的义诊" in page
        assert "别队的义诊" not in page
        assert numbers.tiles(page)["还缺的人次"].value == "3"
    assert "/candidates" in world.browser("team").get("/home/gaps").text
    assert "/candidates" not in world.browser("supervisor").get("/home/gaps").text


@pytest.mark.parametrize("address", ["/home", "/home/gaps", "/home/hours", "/home/towns"])
@pytest.mark.parametrize("name", ["committee", "supervisor"])
def test_statements_do_not_grow_with_what_there_is(world: World, name: str, address: str) -> None:
    a_city_that_needs_help(world)
    browser = world.browser(name)
    browser.get(address)
    with counted_statements() as few:
        browser.get(address)
    for n in range(10):
        project = world.project(headcount=2, starts=coming(days=1 + n, hour=19), skill=("nursing", "law", None)[n % 3])
        world.claim("member", project.positions[0], ClaimStatus.CONFIRMED)
        submitted(world, n, deadline=clock.now() + timedelta(hours=n))
    with counted_statements() as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few) <= MOST_STATEMENTS, "\n".join(many)


@pytest.mark.parametrize(
    "query",
    [
        "first_day=x&last_day=2026-13-01",
        "level=9&skill=nothing&town=%00",
        "page=-3",
        "page=999999999999",
        "first_day=0001-01-01",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_plain_list(world: World, query: str) -> None:
    world.project(title="缺人的义诊", headcount=3)
    page = world.browser("committee").get(f"/home/gaps?{query}")
    assert page.status_code == 200
    assert "缺人的义诊" in page.text or "page=9" in query
    assert world.browser("committee").get(f"/home/hours?{query}").status_code == 200


def test_an_empty_brigade_is_told_what_will_be_here(world: World) -> None:
    page = world.browser("committee").get("/home").text
    assert "未来两周没有缺口" in page
    assert "没有快到期限的需求" in page
    assert numbers.tiles(page)["已有人（含待答复）"].value == "—"
    assert "这个月还没有确认过时长" in world.browser("committee").get("/home/hours").text


def test_a_supervisor_sees_what_to_look_into(world: World) -> None:
    past = world.project(starts=clock.now() - timedelta(days=1), headcount=4, title="办完的义诊")
    propose(world, past, "member_2")
    confirmed: dict[str, object] = {"status": ProposalStatus.CONFIRMED}
    disputed, corrected = (propose(world, past, name, **confirmed) for name in ("member", "member_a2"))
    for proposal in (disputed, corrected):
        credit(world, proposal)
    entry(disputed, EntryKind.DISPUTE, sequence=901)
    entry(corrected, EntryKind.REVERSAL, sequence=902)
    world.demand(deadline=clock.now() - timedelta(hours=2))
    world.demand(deadline=clock.now() + timedelta(hours=2))
    browser = world.browser("supervisor")
    shown = numbers.tiles(browser.get("/home").text)
    for label in ("条时长待确认", "条时长有异议", "条本月更正"):
        assert shown[label].value == "1", label
        listed = browser.get(shown[label].url or "").text
        assert len(set(re.findall(r'href="/hours/(\d+)"', listed))) == 1, label
    assert shown["本月补录占比"].value == "0%"
    assert shown["件需求超期未答复"].value == "1"
    assert numbers.demands_listed(browser, shown["件需求超期未答复"].url or "") == 1


def test_the_trail_is_offered_to_whoever_may_read_it(world: World) -> None:
    browser = world.browser("committee")
    page = browser.get("/home").text
    offered = re.findall(r'href="(/audit\?[^"]*)"', page)
    assert len(offered) == 3
    assert {browser.get(unescape(address)).status_code for address in offered} == {200}
    assert 'href="/audit' in world.browser("supervisor").get("/home").text
    assert 'href="/audit' not in world.browser("town").get("/home").text


@pytest.mark.parametrize("name", ["committee", "supervisor", "town"])
def test_nothing_leads_where_the_role_may_not_go(world: World, name: str) -> None:
    a_city_that_needs_help(world)
    browser = world.browser(name)
    for start in ("/home", "/home/gaps", "/home/hours"):
        if name == "town" and start == "/home/hours":
            continue
        page = browser.get(start).text
        content = page[page.index('id="content"') :]
        for address in set(re.findall(r'href="(/[^"#]*)"', content)):
            assert browser.get(unescape(address)).status_code in (200, 302, 303), address

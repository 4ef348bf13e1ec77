"""A member with a phone finds a service on the list and on the map, takes it with one tap and thinks again."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, Person
from tests.support.world import World, coming
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.runtime.paths import PROJECT_ROOT

pytestmark = pytest.mark.browser

LIGHTEST_PHONE_LINE = 150_000  # bytes of script and style a page may weigh, compressed


def test_from_the_list_to_the_map_to_a_claim_and_back(city: World, address: str, chromium: Browser) -> None:
    here = city.project(title="图书角整理", headcount=3, sessions=2, starts=coming(days=2))
    there = city.project(title="社区法律咨询", headcount=4, site_id=city.places["site_3"].id)
    member = Person(chromium, address, "member", PHONE)
    complaints: list[str] = []
    member.page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    member.sign_in()
    member.open("/positions?free=1")
    member.sees("图书角整理", "社区法律咨询")
    member.page.get_by_role("link", name="地图", exact=True).click()
    expect(member.page).to_have_url(re.compile(r"/positions/map\?free=1"))
    _opens_from_the_map(member, "site_1 社区")
    expect(member.page).to_have_url(re.compile(f"site={here.sessions[0].site_id}"))
    member.misses("社区法律咨询")
    place = member.page.locator(f"#claim-{here.positions[0].id}")
    before = member.page.url
    place.get_by_role("button", name="认领").click()
    expect(place).to_contain_text("已报名")
    expect(member.page.get_by_role("status").filter(has_text="报名成功")).to_be_visible()
    assert _status(here.positions[0].id) == ClaimStatus.CONFIRMED
    member.page.locator("#messages").get_by_role("button", name="撤销").click()
    expect(place.get_by_role("button", name="认领")).to_be_visible()
    assert member.page.url == before
    assert _status(here.positions[0].id) == ClaimStatus.RELEASED
    member.open("/positions/map")
    _opens_from_the_map(member, "site_3 社区")
    expect(member.page).to_have_url(re.compile(f"/positions/{there.positions[0].id}$"))
    member.press("认领这个名额")
    expect(member.page.get_by_text("释放名额")).to_be_visible()
    member.sees("13900000000")
    member.page.locator("#messages").get_by_role("button", name="撤销").click()
    expect(member.page.get_by_role("button", name="认领这个名额")).to_be_focused()
    assert _status(there.positions[0].id) == ClaimStatus.RELEASED
    assert complaints == []


def test_a_refusal_appears_where_the_button_was(city: World, address: str, chromium: Browser) -> None:
    first = city.project(title="图书角整理").positions[0]
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    member.open("/positions")
    city.claim("member", city.project(title="防汛隐患排查").positions[0])  # meanwhile, on another device
    place = member.page.locator(f"#claim-{first.id}")
    place.get_by_role("button", name="认领").click()
    expect(place).to_have_text(re.compile("和“防汛隐患排查”同一时间"))
    expect(place.locator("[data-said]")).to_be_focused()


def test_a_map_that_does_not_load_can_be_tried_again(city: World, address: str, chromium: Browser) -> None:
    city.project()
    visitor = Person(chromium, address, "visitor", PHONE)
    visitor.page.route("**/positions/map-data*", lambda route: route.abort(), times=1)
    visitor.open("/positions/map")
    visitor.sees("地图没有打开")
    visitor.press("重试")
    expect(visitor.page.locator(".map-mark").first).to_be_visible()


def test_the_map_is_light_and_fits_the_phone(city: World, address: str, chromium: Browser) -> None:
    city.project()
    visitor = Person(chromium, address, "visitor", PHONE)
    visitor.open("/positions/map")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    built = set(re.findall(r"/static/dist/([\w.]+\.(?:js|css))", visitor.page.content()))
    assert {"map.js", "map.css"} <= built
    weight = sum(len(gzip.compress((PROJECT_ROOT / "static/dist" / name).read_bytes())) for name in built)
    assert weight <= LIGHTEST_PHONE_LINE


def _opens_from_the_map(person: Person, site: str) -> None:
    """Tap the marker of a site, then the link of what it says; coming closer first where markers are gathered."""
    gathered = person.page.locator(f".map-mark-several[aria-label*='{site}']")
    alone = person.page.locator(f".map-mark:not(.map-mark-several)[aria-label*='{site}']")
    expect(gathered.or_(alone)).to_be_visible()
    _stands_still(person)
    if gathered.count():
        gathered.click()
        _stands_still(person)
    alone.click()
    expect(person.page.locator(".leaflet-popup")).to_be_visible()
    _stands_still(person)
    person.page.get_by_role("link", name="看服务").click()


def _stands_still(person: Person) -> None:
    """Wait until the map neither moves nor comes closer: a tap on what slides away under the finger goes nowhere."""
    expect(person.page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)


def _status(position_id: int) -> str:
    db.session.expire_all()
    claim = db.session.query(Claim).filter_by(position_id=position_id).one()
    return str(claim.status)

"""The main pages by keyboard alone: every stop is visible and in order, nothing holds the focus, nothing loses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import let_sign_in
from tests.journeys.people import DESK, PHONE, Person
from tests.support.database import WorkerDatabase
from tests.support.everything import Ids
from tests.support.live import live_server
from tests.support.shared_city import shared_city

pytestmark = pytest.mark.browser

MOST_STOPS = 150
SKIP_LINK = "skip-link"
PAGES = {
    "member": (PHONE, ("/home", "/positions", "/positions/{position_id}", "/schedule", "/me")),
    "site": (PHONE, ("/demands", "/demands/new")),
    "team": (DESK, ("/home", "/demands/{demand_id}", "/projects/{project_id}")),
    "committee": (DESK, ("/home", "/members")),
}
# Where the focus stands: how it is drawn, its place among all elements, whether it may be reached out of turn.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  // A pill or a label may draw it for the input inside.
  const drawn = [at, at.parentElement, at.parentElement.parentElement].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  return {
    name: at.className || at.id || at.tagName,
    place: [...document.querySelectorAll("*")].indexOf(at),
    drawn,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth,
    jumps: at.tabIndex > 0,
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(one => one.tabIndex === 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})).length"""


@pytest.fixture(scope="module")
def shown(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[Ids, str]]:
    """A city with something of every kind, which nobody changes: its rows, and its address."""
    with shared_city(app, worker_database) as (city, ids):
        let_sign_in(city)
        with live_server(app) as address:
            yield ids, address


@pytest.fixture
def ids(shown: tuple[Ids, str]) -> Ids:
    """Something of every kind."""
    return shown[0]


@pytest.fixture
def address(shown: tuple[Ids, str]) -> str:
    """Where it is served."""
    return shown[1]


def stops_of(page: Page) -> list[dict[str, Any]]:
    """What Tab reaches, until it leaves the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stops and stop and stop["place"] == stops[-1]["place"]:
            stops[-1]["drawn"] |= stop["drawn"]  # the parts of a date are one stop
        elif stop is None or (stops and stop["place"] == stops[0]["place"]):
            break
        else:
            stops.append(stop)
    return stops


def wrong_with(stops: list[dict[str, Any]], reachable: int) -> list[str]:
    """What is wrong with the way through a page, in words."""
    wrong = [f"not drawn: {stop['name']}" for stop in stops if not stop["drawn"]]
    wrong += [f"out of sight: {stop['name']}" for stop in stops if not stop["seen"]]
    wrong += [f"out of turn: {stop['name']}" for stop in stops if stop["jumps"]]
    places = [stop["place"] for stop in stops]
    wrong += [f"back to {stop['name']}" for n, stop in enumerate(stops[1:]) if stop["place"] <= places[n]]
    if not stops or stops[0]["name"] != SKIP_LINK:
        wrong.append("the way past the navigation is not the first stop")
    # The choices of one question are a single stop.
    if len(stops) < reachable / 2 or len(stops) == MOST_STOPS:
        wrong.append(f"{len(stops)} stops, {reachable} things to reach")
    return wrong


@pytest.mark.parametrize("role", PAGES)
def test_tab_goes_through_the_page(ids: Ids, address: str, chromium: Browser, role: str) -> None:
    viewport, paths = PAGES[role]
    person, wrong = Person(chromium, address, role, viewport), []
    person.sign_in()
    for path in (path.format(**ids) for path in paths):
        person.open(path)
        found = wrong_with(stops_of(person.page), person.page.evaluate(REACHABLE))
        wrong += [f"{path} {finding}" for finding in found]
    assert not wrong, "\n".join(wrong)


def test_the_skip_link_leads_past_the_navigation(ids: Ids, address: str, chromium: Browser) -> None:
    team = Person(chromium, address, "team", DESK)
    team.sign_in()
    team.open("/home")
    team.page.keyboard.press("Tab")
    team.page.keyboard.press("Enter")
    team.page.keyboard.press("Tab")
    assert team.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_confirmation_opens_closes_and_gives_the_focus_back(ids: Ids, address: str, chromium: Browser) -> None:
    team = Person(chromium, address, "team", DESK)
    team.sign_in()
    team.open(f"/demands/{ids['demand_id']}")
    opener = team.page.locator("details[data-confirm] > summary").first
    opener.focus()
    opener.press("Enter")
    expect(team.page.locator("details[data-confirm][open]")).to_have_count(1)
    team.page.keyboard.press("Tab")
    team.page.keyboard.press("Escape")
    expect(team.page.locator("details[data-confirm][open]")).to_have_count(0)
    expect(opener).to_be_focused()


def test_errors_take_the_focus_and_name_their_fields(ids: Ids, address: str, chromium: Browser) -> None:
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    site.open("/demands/new")
    site.page.locator("[name=title]").fill("")
    site.press("提交需求")
    summary = site.page.locator(".form-errors")
    expect(summary).to_be_focused()
    expect(summary).to_have_attribute("role", "alert")
    wrong_fields = site.page.locator("[aria-invalid=true]")
    assert wrong_fields.count() >= 1
    described = wrong_fields.first.get_attribute("aria-describedby") or ""
    said = " ".join(site.page.locator(f"[id='{part}']").inner_text() for part in described.split())
    assert said
    link = summary.locator("a").first
    named = site.page.locator(link.get_attribute("href") or "nothing")
    link.click()
    expect(named).to_be_focused()

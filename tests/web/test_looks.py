"""The first pages of each role in the dark and in elder mode: contrast, order, nothing wider than the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.activities.day import session_with
from tests.journeys.conftest import address, city
from tests.journeys.people import DESK, PHONE, Person
from tests.support.world import World, coming

__all__ = ["address", "city"]

PAGES = {
    "member": (PHONE, ("/home", "/positions", "/schedule", "/me", "/display")),
    "site": (PHONE, ("/demands", "/sessions", "/demands/new")),
    "team": (DESK, ("/home", "/projects", "/members", "/hours")),
    "committee": (DESK, ("/home", "/demands")),
}
LOOKS = {"dark": {"theme": "dark"}, "elder": {"size": "elder"}}


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", PAGES)
def test_first_pages_are_accessible(city: World, address: str, chromium: Browser, role: str, look: str) -> None:
    demand = city.demand()
    city.project(demand=demand, headcount=3)
    session_with(city, "member", starts=coming(days=1))
    viewport, paths = PAGES[role]
    person, wrong = Person(chromium, address, role, viewport), []
    person.sign_in()
    choices = [{"name": name, "value": value, "url": address} for name, value in LOOKS[look].items()]
    person.page.context.add_cookies(choices)  # type: ignore[arg-type]  # its own type says no more than these keys
    for path in paths:
        person.open(path)
        for finding in Axe().run(person.page).response["violations"]:
            if finding["impact"] in ("serious", "critical"):
                wrong.append(f"{path}: {finding['id']} {finding['nodes'][0]['html'][:200]}")
        if person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
            wrong.append(f"{path}: wider than the screen")
    assert wrong == []

"""What is printed: A4, black on white whatever the device prefers, nothing of the screen on it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.activities.day import session_with
from tests.journeys.conftest import address, city
from tests.journeys.people import DESK, Person
from tests.support.world import World, coming

__all__ = ["address", "city"]

A4_POINTS = (595, 842)
COLOURS = """() => {
    const sheet = getComputedStyle(document.querySelector(".sheet"));
    return [sheet.color, sheet.backgroundColor, getComputedStyle(document.body).backgroundColor];
}"""


def sheet_page(city: World, person: Person) -> None:
    """The sign-in sheet of a session."""
    session = session_with(city, "member", "member_2", starts=coming(days=1))
    person.open(f"/sessions/{session.id}/sheet")


def poster_page(city: World, person: Person) -> None:
    """The poster of a project."""
    person.open(f"/projects/{city.project().id}/poster")


def slip_page(city: World, person: Person) -> None:
    """The slip with an activation code, which is shown once."""
    person.open(f"/accounts/{city.accounts['member'].id}")
    person.press("打印激活码")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("role", "open_page", "shown"),
    [("team", sheet_page, "本人签名"), ("team", poster_page, "扫码报名"), ("admin", slip_page, "激活码")],
)
def test_one_white_sheet_of_a4(
    city: World,
    address: str,
    chromium: Browser,
    role: str,
    open_page: Callable[[World, Person], None],
    shown: str,
) -> None:
    person = Person(chromium, address, role, DESK)
    person.sign_in()
    person.page.emulate_media(color_scheme="dark")
    open_page(city, person)
    person.sees(shown)
    assert person.page.evaluate(COLOURS)[:2] == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert paper(person.page) == [A4_POINTS]

    person.page.emulate_media(media="print")
    for part in (".print-tools", ".demo-note", ".skip-link"):
        expect(person.page.locator(part)).to_be_hidden()
    expect(person.page.locator(".sheet svg.segno").first).to_be_visible()


def paper(page: Page) -> list[tuple[int, int]]:
    """Width and height of each printed page in points."""
    pdf = page.pdf(prefer_css_page_size=True).decode("latin-1")
    boxes = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.browser
def test_any_page_prints_without_the_ways_around_it(address: str, chromium: Browser) -> None:
    person = Person(chromium, address, "member", DESK)
    person.sign_in()
    person.page.context.add_cookies([{"name": "theme", "value": "dark", "url": address}])
    person.open("/schedule")
    person.page.emulate_media(media="print")
    expect(person.page.locator(".tab-bar")).to_be_hidden()
    colour = person.page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert colour == "rgb(31, 27, 24)", "ink, not the light letters of the dark"

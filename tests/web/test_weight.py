"""A member on a slow network: what the pages make the phone load before they are whole."""

from __future__ import annotations

import re

import pytest

from tests.activities.day import session_with
from tests.support.world import Browser, World, coming
from volunteer.web.links import inside

MOST = 150 * 1024
LINKED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')


@pytest.fixture
def paths(world: World) -> list[str]:
    """The pages that a member opens most."""
    session = session_with(world, "member", starts=coming(days=1))
    position = world.project().positions[0]
    return [
        "/home",
        "/positions",
        "/positions/map",
        f"/positions/{position.id}",
        f"/sessions/{session.id}/check-in",
        "/schedule",
        "/me",
    ]


def weight_of(browser: Browser, path: str) -> int:
    """Bytes of styles and scripts of a page as they are sent."""
    page = browser.get(path)
    assert page.status_code == 200, path
    total = 0
    for style, script in LINKED.findall(page.text):
        address = inside(style or script)
        assert address, "styles and scripts come from here"
        file = browser.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert file.headers["Content-Encoding"] == "gzip", address
        total += len(file.data)
    return total


def test_styles_and_scripts_of_member_pages_stay_light(world: World, paths: list[str]) -> None:
    browser = world.browser("member")
    weights = {path: weight_of(browser, path) for path in paths}
    assert all(weight > 10 * 1024 for weight in weights.values()), "the front end is built"
    assert {path: weight for path, weight in weights.items() if weight > MOST} == {}


def test_nothing_is_drawn_late_by_fonts_or_pictures_without_size(world: World, paths: list[str]) -> None:
    browser = world.browser("member")
    for path in paths:
        page = browser.get(path).text
        assert [tag for tag in re.findall(r"<img[^>]*>", page) if "width=" not in tag or "height=" not in tag] == [], (
            path
        )
    css = browser.get("/static/dist/main.css").text
    assert "@font-face" not in css
    assert "@import" not in css

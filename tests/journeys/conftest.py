"""The small city, on a server of its own, with people who can sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.people import PASSWORD
from tests.support.browser import find_chromium
from tests.support.live import live_server
from tests.support.world import World
from volunteer.accounts.passwords import hash_password
from volunteer.kernel.database import db

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def city(world: World) -> World:
    """The small city where everybody can sign in."""
    stored = hash_password(PASSWORD)
    for account in world.accounts.values():
        account.password_hash = stored
    db.session.commit()
    return world


@pytest.fixture
def address(city: World) -> Iterator[str]:
    """Where the city is served."""
    with live_server(city.app) as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()

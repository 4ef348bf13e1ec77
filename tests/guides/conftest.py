"""The small city on a fixed day, with names as on a real screen, for the journeys that the guides tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session, scoped_session

from tests.guides.names import give_names, see_to_holidays
from tests.journeys.conftest import address, let_sign_in
from tests.support.browser import find_chromium
from tests.support.chromium import FLAGS
from tests.support.world import World, build_world
from volunteer.kernel import clock

__all__ = ["address"]

# A Wednesday morning: pictures show days of the week, and what is off hours.
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(scope="session")
def chinese_browser(browser_process: Browser) -> Iterator[Browser]:
    """A browser that writes dates as in China: that is said when it is started."""
    browser = browser_process.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, "--lang=zh-CN"])
    yield browser
    browser.close()


@pytest.fixture
def chromium(chinese_browser: Browser) -> Iterator[Browser]:
    """The same without windows; those that a journey opens are closed after it."""
    yield chinese_browser
    for window in chinese_browser.contexts:
        window.close()


@pytest.fixture
def city(db_session: scoped_session[Session], app: Flask) -> Iterator[World]:
    """The small city on that morning; everybody can sign in."""
    with clock.travel(MORNING):
        world = build_world(app)
        give_names(world)
        see_to_holidays(world)
        let_sign_in(world)
        yield world

"""The screens of the guides' readers, sharp enough for pictures, and the parts of pages that are shown."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page

from tests.journeys.people import DESK, PHONE, Person
from volunteer.guides.rendering import SHARPNESS
from volunteer.kernel import clock


def phone(browser: Browser, address: str, name: str) -> Person:
    """Somebody at a phone whose clock goes as the server's."""
    return _at_the_time(Person(browser, address, name, PHONE, device_scale_factor=SHARPNESS))


def desk(browser: Browser, address: str, name: str) -> Person:
    """Somebody at a desk whose clock goes as the server's."""
    return _at_the_time(Person(browser, address, name, DESK, device_scale_factor=SHARPNESS))


def card(page: Page, title: str) -> Locator:
    """The card of this title."""
    return page.locator(".card", has=page.locator(".card-title").get_by_text(title, exact=True))


def main(page: Page) -> Locator:
    """The whole of a page but its ways around."""
    return page.get_by_role("main")


def _at_the_time(person: Person) -> Person:
    person.page.context.clock.install(time=clock.now())
    return person

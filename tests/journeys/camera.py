"""A phone with a camera, for journeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.journeys.people import PHONE, Person
from tests.support.browser import find_chromium


@contextmanager
def camera_showing(chromium: Browser, video: Path, address: str, name: str) -> Iterator[Person]:
    """A phone whose camera sees what a file holds."""
    seeing = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    seeing.append(f"--use-file-for-fake-video-capture={video}")
    browser = chromium.browser_type.launch(executable_path=find_chromium(), args=seeing)
    person = Person(browser, address, name, PHONE)
    person.page.context.grant_permissions(["camera"])
    person.sign_in()
    yield person
    browser.close()

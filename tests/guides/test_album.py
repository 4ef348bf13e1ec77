"""A page that changed behind its picture is found, and what only the day changes is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.guides import album as albums
from tests.guides.album import SHOWN, Album
from volunteer.guides.rendering import ENDING

pytestmark = pytest.mark.browser

BUTTON = "<main><p>还有 3 个名额，12月3日 09:00 开始</p><button>认领</button></main>"


@pytest.fixture
def page(chromium: Browser) -> Page:
    """A page that can be made to show anything."""
    return chromium.new_context(viewport={"width": 390, "height": 400}).new_page()


@pytest.fixture(autouse=True)
def one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide shows one picture."""
    monkeypatch.setattr(albums, "used_in", lambda guide: ["member-claim"])


def of_page(page: Page, html: str, known: dict[str, list[str]], into: Path | None = None) -> None:
    """A journey that takes one picture of this page."""
    page.set_content(html)
    with Album("member", known, into) as album:
        album.picture("member-claim", page.get_by_role("main"))


@pytest.fixture
def known(page: Page, tmp_path: Path) -> dict[str, list[str]]:
    """What the picture shows; it was taken from the page as it was."""
    of_page(page, BUTTON, {}, tmp_path)
    assert (tmp_path / f"member-claim{ENDING}").stat().st_size > 100
    found: dict[str, list[str]] = json.loads((tmp_path / SHOWN).read_text(encoding="utf-8"))
    return found


def test_a_renamed_button_is_found_and_other_numbers_are_not(page: Page, known: dict[str, list[str]]) -> None:
    of_page(page, BUTTON.replace("还有 3 个", "还有 17 个").replace("09:00", "18:30"), known)
    with pytest.raises(AssertionError, match=r"member-claim no longer shows the page(.|\n)*scripts/pictures"):
        of_page(page, BUTTON.replace("认领", "报名"), known)


def test_a_picture_that_nobody_took_is_asked_for(page: Page) -> None:
    with pytest.raises(AssertionError, match="has not been taken yet"):
        of_page(page, BUTTON, {})


def test_a_journey_takes_all_pictures_of_its_guide(page: Page, known: dict[str, list[str]]) -> None:
    page.set_content(BUTTON)
    with pytest.raises(AssertionError, match="shows other pictures"), Album("member", known):
        pass

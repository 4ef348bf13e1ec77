"""Rows walked and ticked by key, and what the button of a bulk form says: in a real browser on the style guide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.support.database import WorkerDatabase
from tests.support.live import live_server
from volunteer.runtime.paths import PROJECT_ROOT

BUILT = PROJECT_ROOT / "static" / "dist" / "main.css"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built")]


@pytest.fixture
def page(app: Flask, clean_database: WorkerDatabase, chromium: Browser) -> Iterator[Page]:
    """The style guide in a browser."""
    with live_server(app) as url:
        shown = chromium.new_page()
        shown.goto(f"{url}/styleguide")
        yield shown


def test_rows_are_walked_and_ticked_by_key_and_counted_on_the_button(page: Page) -> None:
    form = page.locator("form[data-bulk]").filter(has=page.locator("table[data-keyboard-rows]")).first
    boxes, button = form.locator("input[name=ids]"), form.locator("[data-counted]")
    expect(button).to_have_text("邀请勾选的人")
    boxes.nth(0).focus()
    page.keyboard.press("j")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    expect(button).to_have_text("邀请所选 1 人")
    expect(form.get_by_text("超过空缺")).to_be_hidden()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect(button).to_have_text("邀请所选 2 人")
    expect(form.get_by_text("超过空缺")).to_be_visible()
    expect(form.get_by_text("会保留名额")).to_be_hidden()


def test_a_group_ticks_its_rows_and_letters_elsewhere_do_nothing(page: Page) -> None:
    form = page.locator("form[data-bulk]").filter(has=page.locator("table[data-keyboard-rows]")).first
    boxes, everything = form.locator("input[name=ids]"), form.locator("[data-tick]")
    everything.check()
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    boxes.nth(0).uncheck()
    assert everything.evaluate("box => box.indeterminate")
    page.locator("main").focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    expect(boxes.nth(0)).not_to_be_checked()
    expect(page.locator("main")).to_be_focused()

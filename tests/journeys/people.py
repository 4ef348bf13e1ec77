"""People at a real browser: each with a window of their own, on a phone or at a desk."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

PASSWORD = "Journey-2026"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}


class Person:
    """One account at one window."""

    def __init__(self, browser: Browser, address: str, name: str, viewport: ViewportSize, **options: Any) -> None:
        self.name = name
        context = browser.new_context(base_url=address, viewport=viewport, locale="zh-CN", **options)
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()

    def sign_in(self) -> None:
        """Through the form, as after a day or a long break."""
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.fill("用户名", self.name)
        self.fill("密码", PASSWORD)
        self.press("登录")
        expect(self.page).not_to_have_url(re.compile("/sign-in"))

    def open(self, path: str) -> None:
        """Type an address; what comes is a whole page."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def press(self, label: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=label, exact=True).click()

    def unfold(self, label: str) -> None:
        """Open what a button says before it acts."""
        self.page.locator("summary", has_text=label).click()

    def follow(self, label: str) -> None:
        """Follow the first link of this name."""
        self.page.get_by_role("main").get_by_role("link", name=label, exact=True).first.click()

    def fill(self, label: str, value: Any) -> None:
        """Type into a field by its label."""
        self.page.get_by_label(label, exact=True).fill(str(value))

    def choose(self, label: str, value: str) -> None:
        """Choose from a list by its label."""
        self.page.get_by_label(label, exact=True).select_option(value)

    def sees(self, *texts: str) -> None:
        """Every text stands on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def misses(self, text: str) -> None:
        """The text does not stand on the page."""
        expect(self.page.locator("body")).not_to_contain_text(text)

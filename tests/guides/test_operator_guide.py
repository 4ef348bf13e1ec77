"""What docs/guides/operator.md tells of the screens: how it stands, second factors, lost phones, people leaving."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.guides.album import open_album
from tests.guides.screens import card, desk, main
from tests.support.world import World

pytestmark = pytest.mark.browser


def test_the_guide_of_operators(city: World, address: str, chromium: Browser) -> None:
    admin = desk(chromium, address, "admin")
    with open_album("operator") as album:
        admin.sign_in()
        album.picture("operator-home", admin.page.get_by_role("main").locator(".cells"))
        admin.open("/account/two-factors")
        admin.press("开始设置")
        album.picture("operator-second-factor", card(admin.page, "第二步：填一次动态码"))
        admin.open("/system")
        album.picture("operator-standing", card(admin.page, "定时程序"))
        admin.open("/accounts")
        admin.page.get_by_role("row", name="member").first.get_by_role("link", name="办理").click()
        album.picture("operator-account", card(admin.page, "激活码"))
        admin.open("/outbox")
        album.picture("operator-outbox", main(admin.page), height=330)

"""By keyboard alone, where a page changes in place: it is said, and the focus is not lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, Person
from tests.support.world import World
from volunteer.kernel import clock

pytestmark = pytest.mark.browser


def test_what_changes_in_place_is_said_and_keeps_the_focus(city: World, address: str, chromium: Browser) -> None:
    project = city.project(starts=clock.now() + timedelta(minutes=20), headcount=3)
    for member in ("member", "member_2"):
        city.claim(member, project.positions[0])
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    site.open(f"/sessions/{project.sessions[0].id}/gate")
    ticks = site.page.get_by_role("button", name="点名", exact=True)
    expect(ticks).to_have_count(2)
    ticks.first.focus()
    site.page.keyboard.press("Enter")
    expect(ticks).to_have_count(1)
    expect(site.page.locator("[aria-live=polite]")).to_contain_text("已点名")
    site.page.wait_for_function("document.activeElement !== document.body", timeout=3000)


def test_a_claim_in_place_is_said_and_keeps_the_focus(city: World, address: str, chromium: Browser) -> None:
    city.project()
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    member.open("/positions")
    claim = member.page.get_by_role("button", name="认领", exact=True)
    claim.focus()
    member.page.keyboard.press("Enter")
    expect(claim).to_have_count(0)
    member.page.wait_for_function("document.activeElement !== document.body", timeout=3000)
    assert member.page.locator("[role=status]:not(:empty)").count() >= 1

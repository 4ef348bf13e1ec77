"""With script, what a demand may need is offered as its words are typed, and chosen with one tap."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, Person
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Skill


def test_a_suggested_skill_is_taken_and_taken_back(city: World, address: str, chromium: Browser) -> None:
    db.session.get_one(Skill, "nursing").synonyms = ["量血压"]
    db.session.commit()
    site = Person(chromium, address, "site", PHONE)
    site.sign_in()
    site.open("/demands/new")
    place = site.page.locator(".suggested")
    expect(place.get_by_role("button")).to_have_count(0)
    site.fill("需要什么帮助", "给阿婆量一下血压")
    site.page.keyboard.press("Tab")
    chip = place.get_by_role("button", name="护理", exact=True)
    chip.click()
    skill = site.page.locator("select[name=skill]")
    expect(skill).to_have_value("nursing")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(skill).to_have_value("")
    expect(chip).to_have_attribute("aria-pressed", "false")
    assert site.page.url.endswith("/demands/new")

"""A triager works the queue with the keyboard only: nothing is pressed with a mouse, and the focus is never lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, Person
from tests.support.world import World
from tests.triage.test_merging import SAME_TREE, TREE, submitted
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db

pytestmark = pytest.mark.browser

AT = """(document.activeElement.closest("[data-queue] > li") ?? document.body)
  .querySelector("[data-key=Enter] a")?.textContent"""
LOST = "document.activeElement === document.body"
READ_BEFORE = """() => {
  const row = document.querySelector("[data-queue] > li");
  const inside = [...row.querySelectorAll("h2, p, form")].filter(one => one.checkVisibility());
  return inside.every((one, n) => n === 0 ? one.tagName === "H2" : one.tagName !== "H2");
}"""


@pytest.fixture
def triager(city: World, address: str, chromium: Browser) -> Person:
    person = Person(chromium, address, "committee", DESK)
    person.sign_in()
    return person


def tab_to_first(page: Page) -> None:
    """By Tab alone, as the help says."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"{AT} ?? null") and page.evaluate("document.activeElement.matches('[data-queue] *')"):
            return
    raise AssertionError("the queue is not reached by Tab")


def fresh(demand: Demand) -> Demand:
    db.session.expire_all()
    return db.session.get_one(Demand, demand.id)


def test_moving_keys_on_screen_and_letters_while_typing(city: World, triager: Person) -> None:
    soon = clock.now() + timedelta(hours=5)
    for n in range(3):
        city.demand(title=f"第{n}件", deadline=soon + timedelta(hours=n))
    triager.open("/triage")
    page, keys = triager.page, triager.page.keyboard
    assert page.evaluate(READ_BEFORE), "the title is read before what may be done"
    tab_to_first(page)
    keys.press("j")
    keys.press("j")
    keys.press("j")
    assert page.evaluate(AT) == "第2件"
    keys.press("k")
    assert page.evaluate(AT) == "第1件"
    help_shown = page.locator("[data-queue-help]")
    keys.press("?")
    expect(help_shown).to_have_attribute("open", "")
    expect(help_shown).to_contain_text("撤销刚才的操作")
    keys.press("?")
    expect(help_shown).not_to_have_attribute("open", "")
    keys.press("r")
    written = page.locator("textarea:focus")
    expect(written).to_have_count(1)
    keys.type("jkafrm?u")
    expect(written).to_have_value("jkafrm?u")
    keys.press("Escape")
    assert page.evaluate(AT) == "第1件"
    assert fresh(db.session.query(Demand).filter_by(title="第1件").one()).status == DemandStatus.SUBMITTED


def test_a_suggestion_is_taken_and_undone_and_the_next_is_accepted(city: World, triager: Person) -> None:
    soon = clock.now() + timedelta(hours=5)
    first = city.demand(
        title="楼道没电", text="楼道停电，需要三名电工来修。", headcount=1, urgency="urgent", deadline=soon
    )
    second = city.demand(title="后面的", deadline=soon + timedelta(days=2))
    triager.open("/triage")
    page, keys = triager.page, triager.page.keyboard
    tab_to_first(page)
    suggested = page.locator(f"[data-demand='{first.id}'] [data-key=s] button").first.inner_text()
    keys.press("s")
    expect(page.locator(".toast-undo")).to_be_visible()
    assert page.evaluate(AT) == "楼道没电"
    changed = fresh(first)
    assert changed.version == 2, suggested
    keys.press("u")
    page.wait_for_url("**#demand-*")
    expect(page.locator("[data-queue]")).to_contain_text(suggested)
    assert page.evaluate(AT) == "楼道没电"
    assert (fresh(first).category, fresh(first).skill, fresh(first).headcount) == ("care", None, 1)
    keys.press("j")
    keys.press("a")
    expect(page.locator("[data-queue] > li")).to_have_count(1)
    page.wait_for_function(f"!({LOST})")
    assert page.evaluate(AT) == "楼道没电"
    assert fresh(second).status == DemandStatus.ACCEPTED


def test_a_demand_is_passed_on_with_the_reasons_shown(city: World, triager: Person) -> None:
    demand = city.demand(title="请转走", responsible_unit_id=city.units["brigade"].id)
    triager.open("/triage")
    page, keys = triager.page, triager.page.keyboard
    tab_to_first(page)
    keys.press("f")
    expect(page.locator("textarea:focus")).to_have_value(re.compile("^与这个社区结对；"))
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已转派")
    page.wait_for_function(f"!({LOST})")
    assert fresh(demand).responsible_unit_id == city.units["team_a"].id


def test_doubles_are_compared_side_by_side_merged_and_parted_again(city: World, triager: Person) -> None:
    lead, double = submitted(city, **TREE), submitted(city, **SAME_TREE)
    triager.open("/triage")
    page, keys = triager.page, triager.page.keyboard
    tab_to_first(page)
    keys.press("j")
    assert page.evaluate(AT) == SAME_TREE["title"]
    keys.press("m")
    page.wait_for_url("**/triage/*")
    assert page.evaluate(AT) == TREE["title"]
    one, other = (page.locator(".half-columns .column").nth(n).bounding_box() for n in (0, 1))
    assert one
    assert other
    assert one["y"] == other["y"]
    keys.press("m")
    keys.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已并入")
    assert fresh(double).merged_into_id == lead.id
    assert page.evaluate(AT) == TREE["title"]
    keys.press("u")
    expect(page.locator("#messages")).to_contain_text("已拆分")
    assert fresh(double).status == DemandStatus.SUBMITTED
    assert not page.evaluate(LOST)

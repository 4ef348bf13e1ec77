"""Letters and touch areas as a browser lays them out: large enough, and larger in elder mode."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.activities.day import session_with
from tests.journeys.conftest import address, city
from tests.journeys.people import PHONE, Person
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus

__all__ = ["address", "city"]

ELDER_LETTERS = 18

# The smallest computed size of text that is seen, with the text.
SMALL_LETTERS = """(least) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set();
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), box = walker.currentNode.parentElement;
        if (!text || !box.checkVisibility() || box.closest("script, noscript, .sr-only, svg")) continue;
        const size = parseFloat(getComputedStyle(box).fontSize);
        if (size < least) small.add(`${size}px ${box.className || box.tagName}: ${text.slice(0, 20)}`);
    }
    return [...small];
}"""

# What answers to a touch half the least height above and below the middle of each control is the control itself.
# A link inside a sentence is as high as its line (WCAG 2.5.8 excepts it), and a hidden input is touched by its label.
SMALL_TARGETS = """(least) => {
    const wanted = "a[href], button, summary, select, textarea, label, input:not([type=hidden])";
    const small = [];
    for (const control of document.querySelectorAll(wanted)) {
        if (!control.checkVisibility() || control.closest(".sr-only, .skip-link")) continue;
        if (control.matches("label") && !control.querySelector("input, select")) continue;
        if (control.matches("input, select") && control.closest("label")) continue;
        const block = control.closest("p, li, dd");
        const sentence = control.matches("a") && getComputedStyle(control).display === "inline" && block
            && block.textContent.trim().length > control.textContent.trim().length + 4;
        if (sentence) continue;
        control.scrollIntoView({ block: "center", inline: "center" });
        const box = control.getBoundingClientRect();
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const reached = [-1, 1].every((way) => {
            const hit = document.elementFromPoint(x, y + way * (least / 2 - 2));
            return hit && (control.contains(hit) || hit.control === control || hit.closest("label")?.contains(control));
        });
        if (!reached) small.push(`${Math.round(box.height)}px ${control.tagName}.${control.className}: `
            + (control.textContent.trim() || control.name || "").slice(0, 20));
    }
    return [...new Set(small)];
}"""


@pytest.fixture
def paths(city: World) -> list[str]:
    """The pages a member opens, with something on each."""
    session = session_with(city, "member", starts=coming(days=1))
    offered = city.project(starts=coming(days=3))
    city.claim("member", offered.positions[0], ClaimStatus.OFFERED)
    open_place = city.project(starts=coming(days=5), headcount=4)
    return [
        "/home",
        "/positions",
        f"/positions/{open_place.positions[0].id}",
        "/schedule",
        f"/sessions/{session.id}/check-in",
        "/me",
        "/me/hours",
        "/me/availability",
        "/me/skills",
        "/me/profile",
        "/notices",
        "/account",
        "/display",
    ]


def measured(page: Page, script: str, least: int) -> list[Any]:
    """What a page has that is smaller than it may be."""
    found: list[Any] = page.evaluate(script, least)
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("size", "target"), [("standard", 44), ("elder", 60)])
def test_touch_areas_are_high_enough(address: str, chromium: Browser, paths: list[str], size: str, target: int) -> None:
    person = member(chromium, address, size)
    wrong = {}
    for path in paths:
        person.open(path)
        wrong[path] = measured(person.page, SMALL_TARGETS, target)
    assert {path: small for path, small in wrong.items() if small} == {}


@pytest.mark.browser
def test_elder_mode_has_large_letters_and_fits_the_phone(address: str, chromium: Browser, paths: list[str]) -> None:
    person = member(chromium, address, "elder")
    wrong = {}
    for path in paths:
        person.open(path)
        wrong[path] = measured(person.page, SMALL_LETTERS, ELDER_LETTERS)
        if person.page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wrong[path].append("wider than the phone")
    assert {path: small for path, small in wrong.items() if small} == {}


def member(chromium: Browser, address: str, size: str) -> Person:
    """A member at a phone that shows this size."""
    person = Person(chromium, address, "member", PHONE)
    person.sign_in()
    person.page.context.add_cookies([{"name": "size", "value": size, "url": address}])
    return person

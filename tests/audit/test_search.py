"""The trail is searched by text, person, address, period, action, subject and the number of a request."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.support.world import World, text_of
from volunteer.audit.queries import OF_LATE
from volunteer.happenings.accounts import SignedIn
from volunteer.happenings.organization import UnitChanged
from volunteer.kernel import clock, tracing
from volunteer.kernel.unit_of_work import transaction
from volunteer.web.humanize import full_date

FIRST, SECOND = 900_001, 900_002  # units that there are not, so that they are called by their numbers


@pytest.fixture
def trail(world: World) -> World:
    """Three events: a setting turned, a unit renamed from another address half a year ago, a sign-in."""
    team = world.units["team_a"].id
    with tracing.numbered("aaaa00000001"), transaction(world.actor("admin")) as work:
        turned = {"fields": ["settings"], "settings": {"offer_hours": [24, 12]}}
        work.record(UnitChanged(subject_id=FIRST, unit_id=team, reason="工委会议定的", details=turned))
    with clock.travel(clock.now() - timedelta(days=180)), transaction(world.actor("committee")) as work:
        named = {"fields": ["name"], "before": {"name": "老队名"}, "after": {"name": "新队名"}}
        work.record(UnitChanged(subject_id=SECOND, unit_id=team, reason="工委同意", details=named))
    with transaction(world.actor("member")) as work:
        work.record(SignedIn(subject_id=world.accounts["member"].id))
    return world


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("q=会议", {FIRST}),
        ("q=工委", {FIRST}),  # the last three months, unless days are chosen
        ("q=工委&since=2001-01-01", {FIRST, SECOND}),
        ("q=老队名&since=2001-01-01", {SECOND}),
        ("q=100%25", set()),
        ("who=admin", {FIRST}),
        ("request_id=aaaa00000001", {FIRST}),
        ("request_id=aaaa00000002", set()),
        ("address=127.0.0.0/8&subject_kind=unit", {FIRST, SECOND}),
        ("address=127.0.0.1&action=unit.", {FIRST, SECOND}),
        ("address=10.0.0.0/8", set()),
        ("unit=team_a", {FIRST, SECOND}),
        ("until=2001-01-01", set()),
    ],
)
def test_on_the_page_and_in_the_api_alike(trail: World, query: str, subjects: set[int]) -> None:
    answer = trail.api("committee").get(f"/audit-events?{query}")
    assert answer.status_code == 200, answer.text
    assert {event["subject_id"] for event in answer.get_json()} == subjects
    page = text_of(trail.browser("committee").get(f"/audit?{query}"))
    assert {number for number in (FIRST, SECOND) if f"组织 {number}" in page} == subjects


@pytest.mark.parametrize("query", ["address=somewhere", "request_id=a%20b", "since=yesterday"])
def test_what_cannot_be_read_is_refused_or_left_out(trail: World, query: str) -> None:
    assert trail.api("committee").get(f"/audit-events?{query}").status_code == 422
    assert trail.browser("committee").get(f"/audit?{query}").status_code == 200


def test_what_changed_is_said_in_words(trail: World) -> None:
    page = text_of(trail.browser("committee").get("/audit"))
    assert "派单答复时限（小时）：24 → 12" in page
    assert "名称：老队名 → 新队名" in page
    assert "aaaa00000001" in page


def test_that_only_the_last_months_were_looked_at_is_said_and_the_months_before_are_a_tap_away(trail: World) -> None:
    browser, today = trail.browser("committee"), clock.today()
    page = browser.get("/audit?q=老队名")
    assert f"只找了 {full_date(today - OF_LATE)} 以来的" in text_of(page)
    assert "没有符合条件的记录" in text_of(page)
    link = _earlier(page.text)
    assert f"until={today - OF_LATE - timedelta(days=1)}" in link
    page = browser.get(link)
    assert "名称：老队名 → 新队名" in text_of(page)
    assert f"只找了 {full_date(today - OF_LATE * 2)} 到 {full_date(today - OF_LATE - timedelta(days=1))} 的" in text_of(
        page
    )
    assert "更早的没有记录" in text_of(page)
    assert "只找了" not in text_of(browser.get("/audit?action=unit."))


def _earlier(html: str) -> str:
    found = re.search(r'href="([^"]+)"[^>]*>\s*(?:<[^>]+>)*\s*再往前找三个月', html)
    assert found
    return unescape(found[1])

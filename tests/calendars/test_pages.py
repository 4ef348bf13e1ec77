"""日历订阅 on the page: an address shown once, taken back, made anew; one service as a file."""

from __future__ import annotations

import re

import pytest

from tests.calendars.reading import read
from tests.support.world import World, coming, text_of
from volunteer.claims.states import ClaimStatus

ADDRESS = re.compile(r'value="(http[^"]*/calendar/[^"]{43}\.ics)"')


def made(page: str) -> str:
    """The path of the address on a page that shows it."""
    found = ADDRESS.search(page)
    assert found is not None
    return "/calendar/" + found[1].rpartition("/")[2]


def test_the_address_is_shown_once(world: World) -> None:
    browser = world.browser("member")
    assert "还没有订阅地址" in browser.get("/me/calendar").text
    page = browser.post("/me/calendar").text
    path = made(page)
    assert f'href="webcal://{page.partition("webcal://")[2].partition(path)[0]}{path}"' in page
    assert "<svg" in page
    assert world.browser(None).get(path).status_code == 200
    later = browser.get("/me/calendar").text
    assert "已有订阅地址" in later
    assert ADDRESS.search(later) is None


def test_a_new_address_ends_the_old_one_and_none_is_left_after_stopping(world: World) -> None:
    browser, anybody = world.browser("member"), world.browser(None)
    first = made(browser.post("/me/calendar").text)
    second = made(browser.post("/me/calendar").text)
    assert [anybody.get(path).status_code for path in (first, second)] == [404, 200]
    assert browser.post("/me/calendar/revoke").location == "/me/calendar"
    assert "已停用" in text_of(browser.get("/me/calendar"))
    assert anybody.get(second).status_code == 404


@pytest.mark.parametrize("page", ["/schedule", "/me"])
def test_it_is_found_from_where_one_is(world: World, page: str) -> None:
    assert 'href="/me/calendar"' in world.browser("member").get(page).text


def test_who_is_no_member_has_no_calendar(world: World) -> None:
    browser = world.browser("site")
    assert browser.get("/me/calendar").status_code == 404
    assert browser.post("/me/calendar").status_code == 404
    assert 'href="/me/calendar"' not in browser.get("/schedule").text


def test_a_place_is_a_file_for_its_holder_alone(world: World) -> None:
    project = world.project(title="义诊", starts=coming(days=3))
    claim = world.claim("member", project.positions[0])
    path = f"/claims/{claim.id}.ics"
    answer = world.browser("member").get(path)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=service-{claim.id}.ics"
    (event,) = read(answer.data)["events"]
    assert (event["summary"], event["status"]) == ("义诊", "CONFIRMED")
    others = {name: world.browser(name).get(path).status_code for name in ("member_2", "team", "site")}
    assert others == dict.fromkeys(others, 404)
    assert world.browser(None).get(path).status_code == 302


@pytest.mark.parametrize("status", [ClaimStatus.WAITLISTED, ClaimStatus.INVITED, ClaimStatus.NO_SHOW])
def test_what_is_not_held_is_no_file(world: World, status: ClaimStatus) -> None:
    claim = world.claim("member", world.project().positions[0], status)
    assert world.browser("member").get(f"/claims/{claim.id}.ics").status_code == 404


def test_the_button_stands_where_the_place_is_held(world: World) -> None:
    project = world.project(sessions=2, headcount=1)
    held = world.claim("member", project.positions[0])
    waits = world.claim("member", project.positions[1], ClaimStatus.WAITLISTED)
    browser = world.browser("member")
    for path in ("/schedule", f"/positions/{held.position_id}"):
        assert f'href="/claims/{held.id}.ics" download' in browser.get(path).text
    for path in ("/schedule", f"/positions/{waits.position_id}"):
        assert f"/claims/{waits.id}.ics" not in browser.get(path).text

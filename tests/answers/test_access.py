"""Who reaches the pages of this room, role by role: inside, outside, and without the permission."""

from __future__ import annotations

import pytest

from tests.answers.spoken import rated, served, under_way
from tests.support.world import World

HIDE = {"words": "王小美", "kind": "name", "reason": "姓名"}


@pytest.mark.parametrize(
    ("name", "answers", "calls"),
    [
        ("committee", 200, 200),
        ("team", 200, 200),
        ("squad", 200, 403),
        ("supervisor", 200, 403),
        ("town", 200, 403),
        ("site", 200, 403),
        ("member", 403, 403),
        ("admin", 403, 403),
        (None, 302, 302),
    ],
)
def test_lists_by_role(world: World, name: str | None, answers: int, calls: int) -> None:
    browser = world.browser(name)
    assert browser.get("/answers").status_code == answers
    assert browser.get("/answers/review").status_code == answers
    assert browser.get("/call-backs").status_code == calls


@pytest.mark.parametrize(
    ("name", "page", "note", "opened", "hide"),
    [
        ("team", 200, 303, 200, 403),
        ("committee", 200, 303, 200, 303),
        ("team_b", 404, 404, 404, 403),
        ("site", 403, 403, 403, 303),
        ("town", 403, 403, 403, 303),
        ("site_3", 403, 403, 403, 404),
        ("squad", 403, 403, 403, 403),
    ],
)
def test_one_by_role(world: World, name: str, page: int, note: int, opened: int, hide: int) -> None:
    demand = served(world, phone="13712345678", days=8)
    answer = rated(under_way(world, demand), 1, comment="王小美来得很晚")
    browser, call = world.browser(name), f"/call-backs/{demand.id}"
    assert browser.get(call).status_code == page
    assert browser.get(f"{call}/telephone").status_code == (303 if page == 200 else page)
    assert browser.post(f"{call}/telephone").status_code == opened
    assert browser.post(call, {"outcome": "unreached"}).status_code == note
    assert browser.post(f"/answers/{answer.id}/hide", HIDE).status_code == hide


def test_what_is_wrong_in_the_form_is_not_told_to_strangers(world: World) -> None:
    answer = rated(under_way(world, served(world)), 1, comment="王小美来得很晚")
    assert world.browser("site_3").post(f"/answers/{answer.id}/hide", {}).status_code == 404

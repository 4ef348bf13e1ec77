"""What goes wrong is said in the frame of whoever reads it, with a way back and a word on what to do."""

from __future__ import annotations

import pytest

from tests.support.walk import PageParts
from tests.support.world import World, text_of

GONE = "/projects/999999"


def came_from(world: World, name: str | None, path: str, page: str) -> str:
    return world.browser(name).client.get(path, headers={"Referer": f"http://localhost{page}"}).text


@pytest.mark.parametrize(
    ("name", "path", "status"), [("team", GONE, 404), ("member", "/units", 403), (None, "/nowhere", 404)]
)
def test_there_is_always_a_way_on(world: World, name: str | None, path: str, status: int) -> None:
    answer = world.browser(name).get(path)
    assert answer.status_code == status
    assert PageParts(answer.text).onward
    assert "回首页" in answer.text


def test_a_link_to_what_is_gone_leads_back_to_its_list(world: World) -> None:
    page = came_from(world, "team", GONE, "/notices?page=2")
    assert "回到上一页" in page
    assert 'href="/notices?page=2"' in page


@pytest.mark.parametrize("page", [GONE, "/", "//elsewhere"])
def test_back_is_offered_only_where_it_leads_elsewhere(world: World, page: str) -> None:
    assert "回到上一页" not in came_from(world, "team", GONE, page)


def test_a_page_of_another_site_is_no_way_back(world: World) -> None:
    answer = world.browser("team").client.get(GONE, headers={"Referer": "https://example.org/notices"})
    assert "回到上一页" not in answer.text


def test_visitors_are_asked_to_sign_in_and_others_are_not(world: World) -> None:
    assert "有的内容登录后才能看到" in text_of(world.browser(None).get("/nowhere"))
    assert "有的内容登录后才能看到" not in text_of(world.browser("member").get("/nowhere"))

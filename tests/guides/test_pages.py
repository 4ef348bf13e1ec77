"""The guides as pages: what they show, to whom, in which language, and nothing that a guide must not bring in."""

from __future__ import annotations

import re

import pytest

from tests.support.world import World
from volunteer.guides.pages import KEPT_SECONDS
from volunteer.guides.rendering import pictures, render
from volunteer.guides.words import GUIDES


@pytest.mark.parametrize("guide", GUIDES)
def test_everybody_reads_every_guide(world: World, guide: str) -> None:
    page = world.browser(None).get(f"/guides/{guide}")
    assert page.status_code == 200
    assert "<h2 id=" in page.text
    shown = re.findall(r'<img src="([^"]+)" alt="([^"]+)" width="\d+" height="\d+" loading="lazy"', page.text)
    assert len(shown) == page.text.count("<img") >= 3
    for _address, alt in shown:
        assert len(alt) > 5
    answer = world.browser(None).get(shown[0][0])
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.cache_control.max_age == KEPT_SECONDS


def test_what_is_not_there_is_not_found(world: World) -> None:
    visitor = world.browser(None)
    for path in ("/guides/nobody", "/guides/pictures/nothing", "/guides/pictures/shown.json", "/guides/..%2Finstall"):
        assert visitor.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("role", "first"),
    [(None, "member"), ("member", "member"), ("site", "site"), ("squad", "leader"), ("admin", "operator")],
)
def test_ones_own_guide_stands_first(world: World, role: str | None, first: str) -> None:
    listed = re.findall(r'href="/guides/(\w+)"', world.browser(role).get("/guides").text)
    assert listed[0] == first
    assert set(listed) == set(GUIDES)


def test_ways_lead_to_the_guides(world: World) -> None:
    assert 'href="/guides"' in world.browser(None).get("/sign-in").text
    for role, path in (("member", "/me"), ("site", "/account"), ("committee", "/account")):
        assert 'href="/guides"' in world.browser(role).get(path).text, role


def test_in_english_the_guide_is_said_to_be_chinese(world: World) -> None:
    browser = world.browser(None)
    browser.client.set_cookie("locale", "en")
    page = browser.get("/guides/site").text
    assert 'class="banner' in page
    assert '<article class="card guide" lang="zh-CN">' in page
    browser.client.set_cookie("locale", "zh")
    assert 'class="banner' not in browser.get("/guides/site").text


def test_no_html_of_a_guide_gets_into_the_page() -> None:
    body = render("# A\n\n## B\n\n<script>1</script> <img src=x> [go](javascript:alert(1))", "").body
    assert "<script" not in body
    assert "<img" not in body
    assert "<a" not in body


def test_links_lead_where_the_guide_is_shown() -> None:
    body = render("# A\n\n[队长](leader.md#a) [安装](../install.md)", "/sub").body
    assert '<a href="/sub/guides/leader#a">队长</a>' in body
    assert "安装 <code>docs/install.md</code>" in body
    assert "../install" not in body


def test_a_picture_that_is_not_there_is_no_page() -> None:
    assert "nothing" not in pictures()
    with pytest.raises(KeyError):
        render("![x](pictures/nothing.webp)", "")

"""日程: what waits first, today with its check-in, what can be given back; what is over on a page of its own."""

from __future__ import annotations

from datetime import timedelta

from tests.support.world import World, coming, text_of
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock


def test_what_waits_stands_before_today_and_today_before_the_rest(world: World) -> None:
    today, later = (
        world.project(title="图书角整理", starts=clock.now()),
        world.project(title="家电维修", starts=coming(days=3)),
    )
    asked = world.project(title="周末义诊", starts=coming(days=9))
    for project, status in (
        (today, ClaimStatus.CONFIRMED),
        (later, ClaimStatus.CONFIRMED),
        (asked, ClaimStatus.INVITED),
    ):
        world.claim("member", project.positions[0], status)
    words = text_of(world.browser("member").get("/schedule"))
    assert words.index("周末义诊") < words.index("图书角整理") < words.index("家电维修")
    assert words.index("今天") < words.index("图书角整理")


def test_only_what_has_not_begun_is_given_back(world: World) -> None:
    begun = world.claim("member", world.project(starts=clock.now() - timedelta(minutes=5)).positions[0])
    ahead = world.claim("member", world.project(starts=coming(days=3)).positions[0])
    page = world.browser("member").get("/schedule").text
    assert f'action="/claims/{ahead.id}/release"' in page
    assert f'action="/claims/{begun.id}/release"' not in page


def test_whoever_waits_may_leave_the_queue(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    world.claim("member_b", position)
    waiting = world.claim("member", position, ClaimStatus.WAITLISTED)
    browser = world.browser("member")
    assert "退出候补" in browser.get("/schedule").text
    assert browser.post(f"/claims/{waiting.id}/release", {"next": "/schedule"}).location == "/schedule"
    assert "候补第" not in text_of(browser.get("/schedule"))


def test_what_is_over_is_listed_newest_first(world: World) -> None:
    for days, title, status in (
        (3, "上门探访", ClaimStatus.ATTENDED),
        (1, "清洁家园", ClaimStatus.NO_SHOW),
        (2, "没去成的", ClaimStatus.RELEASED),
    ):
        project = world.project(title=title, starts=clock.now() - timedelta(days=days))
        world.claim("member", project.positions[0], status)
    world.claim("member", world.project(title="以后的", starts=coming(days=2)).positions[0])
    world.claim("member_2", world.project(title="别人的", starts=clock.now() - timedelta(days=4)).positions[0])
    words = text_of(world.browser("member").get("/schedule/past"))
    assert words.index("清洁家园") < words.index("上门探访")
    assert "未到" in words
    assert not [title for title in ("没去成的", "以后的", "别人的") if title in words]


def test_a_newcomer_is_told_where_to_begin(world: World) -> None:
    browser = world.browser("member")
    for path in ("/schedule", "/schedule/past"):
        page = browser.get(path).text
        assert "去找服务" in page

"""暂停发送: shown where the administrator looks, released on /outbox."""

from __future__ import annotations

from datetime import timedelta

from tests.notices.reaching import messages
from tests.support.world import World, text_of
from volunteer.kernel import clock, outbox_release
from volunteer.kernel.outbox import TOO_LATE, send
from volunteer.kernel.outbox_hold import HoldReason
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM


def held(world: World) -> None:
    """Restored an hour ago from a backup of yesterday; one message from before it, one from after."""
    made = clock.now() - timedelta(hours=20)
    for key, created in (("before", made - timedelta(hours=1)), ("after", made + timedelta(hours=1))):
        with transaction(None) as work:
            row = send(work, "mail", str(world.accounts["member"].id), key, {"text": "x"})
            row.values["created_at"] = created
            work.rows.append(row)
    outbox_release.hold(SYSTEM, HoldReason.RESTORE, made)


def test_homes_say_so_to_those_who_can_release(world: World) -> None:
    assert "暂停发送" not in text_of(world.browser("committee").get("/home"))
    held(world)
    for name in ("committee", "admin"):
        home = world.browser(name).get("/home")
        assert "数据恢复后，对外消息暂停发送，2 条在等。" in text_of(home)
        assert 'href="/outbox"' in home.text
    for name in ("supervisor", "team", "member"):
        assert "暂停发送" not in text_of(world.browser(name).get("/home"))


def test_the_page_says_what_waits_and_releases_without_what_may_be_sent_twice(world: World) -> None:
    held(world)
    browser = world.browser("committee")
    page = browser.get("/outbox")
    assert "2 条在等" in text_of(page)
    assert "其中 1 条备份时就在排队" in text_of(page)
    assert world.browser("team").post("/outbox/release").status_code == 403
    assert browser.post("/outbox/release", data={"drop": "backup"}).status_code == 303
    assert "1 条不再发" in text_of(browser.get("/outbox"))
    assert [message.last_error for message in messages()] == [TOO_LATE, None]
    assert "暂停发送" not in text_of(browser.get("/home"))
    browser.post("/outbox/release")
    assert "消息没有暂停发送" in text_of(browser.get("/outbox"))


def test_everything_leaves_where_nothing_is_chosen(world: World) -> None:
    held(world)
    browser = world.browser("admin")
    browser.post("/outbox/release", data={"drop": ""})
    assert [message.dead_at for message in messages()] == [None, None]
    assert outbox_release.standing() is None

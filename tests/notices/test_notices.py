"""One's own notices: shown in words, marked as read, nobody else's."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import modules
from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices import queries
from volunteer.notices.rows import tell
from volunteer.notices.wording import KINDS, READERS, words
from volunteer.organization.actor import SYSTEM


@pytest.fixture
def told(world: World) -> World:
    """`member` was told two things, `member_2` one."""
    with transaction(SYSTEM) as work:
        for name, role in (("member", "site_operator"), ("member", "squad_leader"), ("member_2", "admin")):
            work.rows.append(tell(work, world.accounts[name].id, "grant.given", "/hours", role=role))
    return world


def _ids(world: World, name: str, query: str = "") -> list[int]:
    return [notice["id"] for notice in world.api(name).get(f"/notices{query}").get_json()]


def waiting(world: World, name: str) -> int:
    return len(db.session.scalars(queries.unread(world.accounts[name].id)).all())


def test_the_list_is_ones_own_and_in_words(told: World) -> None:
    notices = told.api("member").get("/notices").get_json()
    assert {notice["text"] for notice in notices} == {"你现在是「社区操作员」", "你现在是「分队负责人」"}
    assert all(notice["read_at"] is None and notice["link"] == "/hours" for notice in notices)


def test_reading_one_leaves_the_other_unread(told: World) -> None:
    first, second = _ids(told, "member")
    answer = told.api("member").post(f"/notices/{first}/read")
    assert answer.status_code == 200
    assert answer.get_json()["read_at"]
    assert _ids(told, "member", "?unread=true") == [second]
    assert waiting(told, "member") == 1


def test_reading_twice_keeps_the_first_time(told: World) -> None:
    (first, _) = _ids(told, "member")
    once, twice = (told.api("member").post(f"/notices/{first}/read").get_json()["read_at"] for _ in range(2))
    assert once == twice


def test_somebody_elses_notice_does_not_exist(told: World) -> None:
    (foreign,) = _ids(told, "member_2")
    for notice_id in (foreign, 2**63 - 1, 2**63):
        assert told.api("member").post(f"/notices/{notice_id}/read").status_code == 404
    assert told.browser("member").get(f"/notices/{foreign}").status_code == 404


def test_the_page_marks_unread_ones_and_a_tap_reads_and_leads_on(told: World) -> None:
    browser = told.browser("member")
    page = browser.get("/notices")
    assert "2 条未读" in text_of(page)
    assert page.text.count("notice-unread") == 2
    assert browser.get(f"/notices/{_ids(told, 'member')[0]}").location == "/hours"
    assert browser.get("/notices").text.count("notice-unread") == 1


def test_all_are_read_at_once(told: World) -> None:
    browser = told.browser("member")
    assert browser.post("/notices/read").location == "/notices"
    assert "notice-unread" not in browser.get("/notices").text
    assert waiting(told, "member_2") == 1


def test_an_empty_list_says_what_will_come(world: World) -> None:
    assert "还没有通知" in text_of(world.browser("member").get("/notices"))


SAMPLES = {
    "date": "2026-11-22",
    "due_counts": {"remind": 2, "bulletin": 1},
    "ends": "2026-11-22T03:00:00+00:00",
    "minutes": 90,
    "month": "2026-10",
    "respond_by": "2026-11-22T03:00:00+00:00",
    "role": "admin",
    "since": "2026-11-22T03:00:00+00:00",
    "skill": "nursing",
    "starts": "2026-11-22T01:00:00+00:00",
    "until": "2026-11-22T03:00:00+00:00",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_reads_well_with_and_without_its_parameters(world: World, kind: str) -> None:
    with world.app.test_request_context():
        full = words(kind, SAMPLES)
        assert full
        assert "%(" not in full
        assert words(kind, {})


def test_readers_say_values_as_people_do(world: World) -> None:
    assert set(SAMPLES) >= set(READERS)
    with world.app.test_request_context():
        said = words("attendance.entered", SAMPLES)
    assert "11月22日" in said
    assert "1 小时 30 分" in said


def test_what_is_due_is_summed_in_one_line(world: World) -> None:
    with world.app.test_request_context():
        said = words("deadlines.told", {"due_counts": {"remind": 2, "bulletin": 1}})
    assert "1 件超期列入通报、2 件快到期" in said


def test_an_unknown_kind_still_says_something(world: World) -> None:
    with world.app.test_request_context():
        assert words("from.a.newer.version", {})


def test_every_kind_that_is_told_has_words() -> None:
    told = {
        node.args[2].value
        for name, tree in modules()
        if name.startswith("volunteer.notices.reactions")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tell"
        if isinstance(node.args[2], ast.Constant)
    }
    assert told
    assert told - set(KINDS) == set()

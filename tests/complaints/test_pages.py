"""Complaints over the pages: sent by a stranger, handled above, told of only in the handler's words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from tests.complaints.sent import CONTACT, TEXT, about_unit, stands, told
from tests.support.world import Browser, World, text_of
from volunteer.complaints import service
from volunteer.complaints.models import Complaint
from volunteer.complaints.states import About
from volunteer.kernel import clock
from volunteer.kernel.database import db

NAME, PHONE = "李四", "13712345678"


def challenge(page: TestResponse) -> str:
    """What the form carries."""
    found = re.search(r'name="challenge" value="([^"]+)"', page.get_data(as_text=True))
    assert found is not None
    return found[1]


def filled(browser: Browser, path: str, *, seconds: int = 8, **values: str) -> TestResponse:
    """A stranger opens the form, writes for a while and sends it."""
    given = {"challenge": challenge(browser.get(path)), "work": "", "website": "", "kind": "complaint", "text": TEXT}
    with clock.travel(clock.now() + timedelta(seconds=seconds)):
        return browser.post(path, {**given, **values})


def only_one() -> Complaint:
    """The only complaint there is."""
    db.session.expire_all()
    return db.session.query(Complaint).one()


@pytest.mark.parametrize("name", [None, "member", "team", "committee", "site"])
def test_anybody_sends_one_from_the_page_they_stand_on(world: World, name: str | None) -> None:
    browser, project = world.browser(name), world.project(unit_id=world.units["squad_a1"].id)
    path = f"/complaints/new?about=project&id={project.id}"
    assert project.title in text_of(browser.get(path))
    answer = filled(browser, path, contact=CONTACT)
    assert answer.status_code == 303
    complaint = only_one()
    assert (complaint.about, complaint.project_id) == (About.PROJECT, project.id)
    page = browser.get(answer.headers["Location"])
    assert complaint.number in text_of(page)
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("asked", ["about=project&id=999999", "about=wrong", "about=unit", f"about=unit&id={2**70}"])
def test_what_is_not_known_is_about_the_platform(world: World, asked: str) -> None:
    assert "平台本身" in text_of(world.browser(None).get(f"/complaints/new?{asked}"))


def test_a_draft_is_not_shown_to_strangers(world: World) -> None:
    draft = world.project(status="draft", published_at=None, title="还没公布的事")
    page = text_of(world.browser(None).get(f"/complaints/new?about=project&id={draft.id}&q=还没公布"))
    assert "还没公布的事" not in page


def test_units_and_projects_are_found_by_name(world: World) -> None:
    world.project(title="社区义诊日")
    page = text_of(world.browser(None).get("/complaints/new?q=义诊"))
    assert "社区义诊日" in page
    assert "team_a 服务队" in text_of(world.browser(None).get("/complaints/new?q=team_a"))


@pytest.mark.parametrize(
    ("seconds", "values", "says"),
    [
        (1, {}, "提交得太快"),
        (8, {"website": "http://spam.example"}, "提交得太快"),
        (3 * 3600, {}, "页面打开得太久"),
        (8, {"challenge": "made-up"}, "页面打开得太久"),
        (8, {"text": ""}, "请写明想反映的事"),
        (8, {"kind": "other"}, "请"),
    ],
)
def test_what_no_person_sends_is_not_taken(world: World, seconds: int, values: dict[str, str], says: str) -> None:
    answer = filled(world.browser(None), "/complaints/new", seconds=seconds, **values)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert db.session.query(Complaint).count() == 0


def test_a_form_sent_twice_makes_one(world: World) -> None:
    browser = world.browser(None)
    key = challenge(browser.get("/complaints/new"))
    given = {"challenge": key, "work": "", "website": "", "kind": "suggestion", "text": "希望夜间也有服务"}
    with clock.travel(clock.now() + timedelta(seconds=8)):
        assert browser.post("/complaints/new", given).status_code == 303
        again = browser.post("/complaints/new", given)
    assert (again.status_code, "已经提交过" in text_of(again)) == (422, True)
    assert only_one().kind == "suggestion"


def test_the_handler_sees_the_words_masked_until_they_are_opened_on_record(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    team = world.browser("team")
    assert str(stands(complaint).number) in text_of(team.get("/complaints"))
    shown = text_of(team.get(f"/complaints/{complaint}"))
    assert "上次服务没有人来" in shown
    assert PHONE not in shown
    opened = team.post(f"/complaints/{complaint}/content")
    assert CONTACT in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    assert team.get(f"/complaints/{complaint}/content").headers["Location"] == f"/complaints/{complaint}"


def test_handled_from_the_list_to_the_answer_under_the_link(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    team, stranger = world.browser("team"), world.browser(None)
    assert team.post(f"/complaints/{complaint}/take").status_code == 303
    assert team.post(f"/complaints/{complaint}/take").status_code == 409
    assert team.post(f"/complaints/{complaint}/answer", {"words": ""}).status_code == 422
    team.post(f"/complaints/{complaint}/answer", {"words": "已向居民道歉，本周补一次"})
    link = f"/complaints/follow/{token}"
    assert "已向居民道歉" in text_of(stranger.get(link))
    assert stranger.post(f"{link}/contest", {"words": ""}).status_code == 422
    assert stranger.post(f"{link}/contest", {"words": "没有补"}).status_code == 303
    assert stranger.post(f"{link}/accept").status_code == 409
    assert team.get(f"/complaints/{complaint}").status_code == 404
    committee = world.browser("committee")
    assert "没有补" in text_of(committee.get(f"/complaints/{complaint}"))
    committee.post(f"/complaints/{complaint}/answer", {"words": "已督促补上"})
    assert "要求重新办理" not in text_of(stranger.get(link)).split("办理经过")[0]
    assert stranger.post(f"{link}/contest", {"words": "又来"}).status_code == 422
    assert stranger.post(f"{link}/accept").status_code == 303
    assert stands(complaint).closed_at is not None


def test_the_unit_named_reads_only_what_was_passed_on(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    squad = world.browser("squad")
    team = world.browser("team")
    for path in ("/complaints", f"/complaints/{complaint}"):
        assert squad.get(path).status_code == 403
    assert "没有转告的内容" in text_of(squad.get("/complaints/passed-on"))
    service.open_content(world.actor("team"), complaint)
    assert team.post(f"/complaints/{complaint}/pass-on", {"words": "请核对上周的到场情况"}).status_code == 303
    assert told(world, "squad") == ["complaint.passed_on"]
    for path in ("/complaints/passed-on", "/notices", "/home"):
        page = text_of(squad.get(path))
        assert not any(part in page for part in (NAME, PHONE, "没有人来", stands(complaint).number)), path
    assert "请核对上周的到场情况" in text_of(squad.get("/complaints/passed-on"))


@pytest.mark.parametrize("name", ["committee", "admin", "supervisor", "team_b", "squad", "town", "site", "member"])
def test_no_page_or_audit_row_names_who_complained(world: World, name: str) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    service.open_content(world.actor("team"), complaint)
    service.answer(world.actor("team"), complaint, "已核实")
    browser = world.browser(name)
    for path in ("/home", "/notices", "/audit", "/complaints", f"/complaints/{complaint}", "/units"):
        page = text_of(browser.get(path))
        assert not any(part in page for part in (NAME, PHONE, "没有人来")), path

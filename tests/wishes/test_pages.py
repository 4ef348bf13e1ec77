"""The pages of wishes: everybody finds one, one tap takes it on, and whose it is stays guarded."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from tests.wishes.wished import PERSON, claimed, collected, content, fulfilled, introduced, published
from volunteer.kernel.database import db
from volunteer.wishes import service
from volunteer.wishes.models import Wish
from volunteer.wishes.states import WishStatus


def test_a_visitor_sees_the_wish_and_not_the_person(world: World) -> None:
    wish = published(world)
    collected(world, title="还没核实的")
    visitor = world.browser(None)
    page = visitor.get("/wishes").get_data(as_text=True)
    assert wish.title in page
    assert wish.number in page
    assert "还没核实的" not in page
    for path in ("/wishes", f"/wishes/{wish.id}"):
        shown = visitor.get(path).get_data(as_text=True)
        assert not [word for word in PERSON.values() if word in shown]
    assert visitor.post(f"/wishes/{wish.id}/claim").status_code in (302, 401)


def test_a_member_takes_it_on_in_one_tap_and_back_in_another(world: World) -> None:
    wish, browser = published(world), world.browser("member")
    assert f"/wishes/{wish.id}/claim" in browser.get("/wishes").get_data(as_text=True)
    answer = browser.post(f"/wishes/{wish.id}/claim")
    page = browser.get(answer.headers["Location"])
    assert "已认领，社区会联系你" in text_of(page)
    assert f'action="/wishes/{wish.id}/release"' in page.get_data(as_text=True)
    assert "我认领的心愿" in text_of(browser.get("/wishes"))
    browser.post(f"/wishes/{wish.id}/release")
    assert wish.status == WishStatus.PUBLISHED
    assert "我认领的心愿" not in text_of(browser.get("/wishes"))


def test_somebody_slower_is_told_so(world: World) -> None:
    wish = claimed(world)
    slower = world.browser("member_2")
    slower.post(f"/wishes/{wish.id}/claim")
    assert wish.member_id == world.members["member"].id
    assert "已被别人认领" in text_of(slower.get("/wishes"))
    assert "认领这个心愿" not in text_of(slower.get(f"/wishes/{wish.id}"))


def test_the_member_opens_whose_it_is(world: World) -> None:
    wish, browser = introduced(world), world.browser("member")
    closed = browser.get(f"/wishes/{wish.id}").get_data(as_text=True)
    assert "王小明" not in closed
    assert "王小明" in text_of(browser.post(f"/wishes/{wish.id}/private-place"))
    assert world.browser("member_2").post(f"/wishes/{wish.id}/private-place").status_code == 404
    assert browser.get(f"/wishes/{wish.id}/private-place").status_code == 303


def test_a_site_writes_one_down(world: World) -> None:
    browser = world.browser("site")
    form = browser.get("/wishes/new").get_data(as_text=True)
    assert "不超过 300 元" in form
    wrong = browser.post("/wishes/new", content(value_yuan=9000))
    assert wrong.status_code == 422
    assert "1 至 300 元" in text_of(wrong)
    twice = [browser.post("/wishes/new", content(form_key="same")) for _ in range(2)]
    assert [answer.status_code for answer in twice] == [303, 303]
    wish = db.session.scalars(select(Wish)).one()
    assert "待核实" in text_of(browser.get(f"/wishes/{wish.id}"))
    assert text_of(world.browser("team").get(f"/wishes/{wish.id}")).count("核实并公布") >= 1


def test_words_that_tell_whose_it_is_are_offered_without_that(world: World) -> None:
    browser, telling = world.browser("site"), "给王小明的蓝色书包，电话 13700001234"
    asked = browser.post("/wishes/new", content(text=telling))
    assert asked.status_code == 422
    assert "给某某的蓝色书包，电话 137****1234" in text_of(asked)
    assert browser.post("/wishes/new", content(text=telling, as_written="y")).status_code == 422  # never as it is
    assert db.session.scalars(select(Wish)).all() == []
    assert browser.post("/wishes/new", content(text=telling, as_written="n")).status_code == 303
    assert db.session.scalars(select(Wish.text)).one() == "给某某的蓝色书包，电话 137****1234"


def test_rewritten_words_are_offered_without_a_person_who_is_not_typed_again(world: World) -> None:
    wish, browser = collected(world), world.browser("site")
    edited = content(version=wish.version, text="王小明想要蓝色的", recipient="", address="")
    asked = browser.post(f"/wishes/{wish.id}/edit", edited)
    assert "某某想要蓝色的" in text_of(asked)
    assert browser.post(f"/wishes/{wish.id}/edit", {**edited, "as_written": "n"}).status_code == 303
    assert wish.text == "某某想要蓝色的"


def test_a_town_says_for_which_site(world: World) -> None:
    browser = world.browser("town")
    assert browser.post("/wishes/new", content()).status_code == 422
    site_id = world.places["site_1"].id
    assert browser.post("/wishes/new", content(site_id=site_id)).status_code == 303
    wish = db.session.scalars(select(Wish)).one()
    assert "核实并公布" not in text_of(browser.get(f"/wishes/{wish.id}"))


def test_the_buttons_lead_from_step_to_step(world: World) -> None:
    wish, site, team, member = collected(world), world.browser("site"), world.browser("team"), world.browser("member")
    path = f"/wishes/{wish.id}"
    team.post(f"{path}/return", {"reason": "  "})
    assert wish.status == WishStatus.COLLECTED
    assert team.post(f"{path}/return", {"reason": "尺寸"}).status_code == 303
    edited = content(version=wish.version, text="蓝色，中号", recipient="")
    assert site.post(f"{path}/edit", edited).status_code == 303
    for browser, step, words in (
        (team, "verify", {}),
        (member, "claim", {}),
        (site, "introduce", {}),
        (member, "deliver", {}),
        (site, "contest", {"reason": "还没收到"}),
        (member, "deliver", {}),
        (site, "confirm", {}),
        (site, "thank", {"reason": "谢谢叔叔"}),
        (site, "close", {}),
    ):
        assert browser.post(f"{path}/{step}", words).status_code == 303, step
    shown = text_of(world.browser(None).get("/wishes?status=closed"))
    assert "“谢谢叔叔”" in shown


def test_numbers_are_those_of_the_list(world: World) -> None:
    for _number in range(2):
        collected(world)
    claimed(world)
    browser = world.browser("site")
    page = browser.get("/wishes/kept")
    assert "待核实（2）" in text_of(page)
    assert "共 2 个" in text_of(browser.get("/wishes/kept?status=collected"))
    assert "共 1 个" in text_of(browser.get("/wishes/kept?status=claimed"))
    assert "没有符合条件的心愿" in text_of(browser.get("/wishes/kept?status=closed"))


def test_another_site_keeps_its_own(world: World) -> None:
    collected(world)
    assert "一个新书包" in text_of(world.browser("committee").get("/wishes/kept"))
    assert "一个新书包" not in text_of(world.browser("team_b").get("/wishes/kept"))
    assert world.browser("member").get("/wishes/kept").status_code == 403


@pytest.mark.parametrize(("name", "path"), [("member", "/wishes"), ("site", "/wishes/kept")])
def test_statements_do_not_grow_with_rows(world: World, name: str, path: str) -> None:
    published(world)
    browser = world.browser(name)
    browser.get(path)
    with counted_statements() as few:
        browser.get(path)
    for _number in range(8):
        published(world)
    with counted_statements() as many:
        browser.get(path)
    assert len(many) == len(few)


def test_a_closed_one_shuts_its_guarded_part(world: World) -> None:
    wish = fulfilled(world)
    service.close(world.actor("site"), wish.id)
    assert world.browser("member").post(f"/wishes/{wish.id}/private-place").status_code == 404
    assert world.browser("site").post(f"/wishes/{wish.id}/private-place").status_code == 200

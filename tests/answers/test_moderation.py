"""Words are moderated for privacy only: what may be hidden, by whom, who sees it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.answers.spoken import PHONE, served, under_way
from tests.answers.spoken import scan as scanned
from tests.support.world import World, text_of
from volunteer.answers import instant, moderation, rules
from volunteer.answers.giving import Kept, Said
from volunteer.answers.models import HiddenPart
from volunteer.answers.moderation import Hiding
from volunteer.answers.states import PersonalData
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.organization.actor import NOBODY

WORDS = "王小美来得很晚，态度不好，王小美住三栋"
NAME = Hiding("王小美", PersonalData.NAME, "服务对象的姓名")


def given(world: World, words: str = WORDS) -> Kept:
    """Somebody rated and wrote words."""
    demand = served(world)
    return instant.rate(NOBODY, scanned(under_way(world, demand)), Said(score=1, comment=words))


def test_a_name_is_hidden_wherever_it_stands_and_criticism_stays(world: World) -> None:
    kept = given(world)
    moderation.hide(world.actor("site"), kept.answer.id, NAME)
    page = text_of(world.browser("team").get("/answers"))
    assert "▇▇▇来得很晚，态度不好，▇▇▇住三栋" in page
    assert "王小美" not in page
    (listed,) = world.api("team").get("/answers").json
    assert listed["comment"] == "▇▇▇来得很晚，态度不好，▇▇▇住三栋"


def test_the_author_sees_what_was_hidden_and_why(world: World) -> None:
    kept = given(world)
    moderation.hide(world.actor("site"), kept.answer.id, NAME)
    page = text_of(world.browser(None).get(f"/said/{kept.key}"))
    assert "隐去“王小美”（姓名）" in page
    assert "服务对象的姓名" in page
    assert WORDS in page
    assert world.browser(None).get("/said/nothing").status_code == 404


def test_hiding_is_on_record_without_the_words(world: World) -> None:
    kept = given(world)
    moderation.hide(world.actor("site"), kept.answer.id, NAME)
    (event,) = world.api("committee").get("/audit-events?action=answer.part_hidden").json
    assert event["reason"] == "服务对象的姓名"
    assert "王小美" not in str(event)


@pytest.mark.parametrize(
    ("words", "error"),
    [(WORDS, Invalid), ("没有写过", Refused), ("王" * 21, Invalid)],
)
def test_opinions_are_not_hidden(world: World, words: str, error: type[Exception]) -> None:
    kept = given(world)
    with pytest.raises(error):
        moderation.hide(world.actor("site"), kept.answer.id, Hiding(words, PersonalData.NAME, "不好听"))
    db.session.rollback()
    assert db.session.scalars(select(HiddenPart)).all() == []


def test_piece_by_piece_it_is_not_hidden_whole(world: World) -> None:
    kept, site = given(world, "王小美不好"), world.actor("site")
    moderation.hide(site, kept.answer.id, NAME)
    with pytest.raises(Refused):
        moderation.hide(site, kept.answer.id, NAME)
    db.session.rollback()
    with pytest.raises(Invalid):
        moderation.hide(site, kept.answer.id, Hiding("不好", PersonalData.HEALTH, "不好听"))


@pytest.mark.parametrize(("name", "error"), [("team", Forbidden), ("supervisor", Forbidden), ("site_3", NotVisible)])
def test_who_served_does_not_moderate(world: World, name: str, error: type[Exception]) -> None:
    kept = given(world)
    with pytest.raises(error):
        moderation.hide(world.actor(name), kept.answer.id, NAME)


def test_from_the_page(world: World) -> None:
    kept, site = given(world), world.browser("site")
    assert "隐去个人信息" in text_of(site.get("/answers"))
    assert "隐去个人信息" not in text_of(world.browser("team").get("/answers"))
    sent = {"words": "王小美", "kind": "name", "reason": "姓名"}
    assert site.post(f"/answers/{kept.answer.id}/hide", sent, referrer="/answers?low=1").location == "/answers?low=1"
    assert "有个人信息已隐去" in text_of(site.get("/answers?low=1"))
    assert site.post(f"/answers/{kept.answer.id}/hide", {**sent, "kind": "opinion"}).status_code == 303


def test_numbers_are_masked_before_anybody_reads_them(world: World) -> None:
    kept = given(world, f"电话{PHONE}没人接")
    assert PHONE not in (kept.answer.comment or "")
    assert "没人接" in (kept.answer.comment or "")


def test_shown_words_keep_their_length() -> None:
    part = HiddenPart(begins=1, length=2)
    assert rules.shown_words("甲乙丙丁", [part]) == "甲▇▇丁"
    assert rules.shown_words(None, []) is None

"""What the words of a demand ask for, offered beside its form: with script and without."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category, Skill

TYPED = {"title": "请护士上门", "text": "给独居阿婆量一下血压"}


@pytest.fixture
def city(world: World) -> World:
    """The small city with a few synonyms."""
    db.session.get_one(Skill, "nursing").synonyms = ["量血压", "护士"]
    db.session.get_one(Category, "care").synonyms = ["阿婆"]
    db.session.commit()
    return world


def chips(html: str) -> dict[str, bool]:
    """The suggestions of a page that works with script, and whether each is chosen."""
    found = re.findall(r'type="button" name="use" value="(\S+)"[^>]*?aria-pressed="(\w+)"', html, re.S)
    return {value: pressed == "true" for value, pressed in found}


def selected(html: str, name: str) -> str:
    """What a select of the page holds."""
    (inside,) = re.findall(rf'<select[^>]*name="{name}".*?</select>', html, re.S)
    return next(iter(re.findall(r'<option selected value="(\w*)"', inside)), "")


def test_typed_words_are_answered_with_a_piece(city: World) -> None:
    answer = city.browser("site").post("/demands/suggest", TYPED)
    assert chips(answer.text) == {"skill=nursing": False, "category=care": False}
    assert "<html" not in answer.text
    assert "护士、量血压" in answer.text
    assert text_of(city.browser("site").post("/demands/suggest", {"title": "天气真好", "text": ""})).strip() == ""


def test_what_is_chosen_already_is_marked(city: World) -> None:
    answer = city.browser("site").post("/demands/suggest", {**TYPED, "skill": "nursing"})
    assert chips(answer.text) == {"skill=nursing": True, "category=care": False}


@pytest.mark.parametrize(("button", "skill"), [({"suggest": "1"}, ""), ({"use": "skill=nursing"}, "nursing")])
def test_without_script_the_form_comes_back_with_everything_typed(
    city: World, button: dict[str, Any], skill: str
) -> None:
    answer = city.browser("site").post("/demands/new", {**TYPED, "contact_name": "王社工", **button})
    assert answer.status_code == 200
    assert "给独居阿婆量一下血压" in answer.text
    assert "王社工" in answer.text
    assert selected(answer.text, "skill") == skill
    assert chips(answer.text)["skill=nursing"] is bool(skill)


def test_a_field_that_is_no_suggestions_is_left_alone(city: World) -> None:
    answer = city.browser("site").post("/demands/new", {**TYPED, "use": "title=换了"})
    assert "请护士上门" in answer.text
    assert "换了" not in answer.text


@pytest.mark.parametrize(
    ("value", "shown"), [("4", "4"), ("四", "4"), ("0", ""), ("501", ""), ("一堆", ""), ("9" * 5000, "")]
)
def test_only_a_number_that_can_be_meant_becomes_the_headcount(city: World, value: str, shown: str) -> None:
    page = city.browser("site").post("/demands/new", {**TYPED, "use": f"headcount={value}"}).text
    (field,) = re.findall(r'<input[^>]*name="headcount"[^>]*>', page)
    assert re.findall(r'value="(.*?)"', field) == [shown]


def test_only_who_asks_for_help_is_answered(city: World) -> None:
    assert city.browser("member").post("/demands/suggest", TYPED).status_code == 403


def test_a_demand_being_edited_shows_what_it_may_need(city: World) -> None:
    demand = city.demand(status="draft", number=None, responsible_unit_id=None, **TYPED)
    page = city.browser("site").get(f"/demands/{demand.id}/edit").text
    assert chips(page) == {"skill=nursing": False, "category=care": True}
    answer = city.browser("site").post(f"/demands/{demand.id}/edit", {**TYPED, "use": "skill=nursing"})
    assert selected(answer.text, "skill") == "nursing"

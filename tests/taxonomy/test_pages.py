"""The pages on which the common lists are kept."""

from __future__ import annotations

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category, Skill, SkillGroup
from volunteer.taxonomy.rules import code_from, synonyms_in

SKILL = {"name": "手语", "name_en": "Sign language", "group": "test", "synonyms": "打手语\n聋人，聋人\n"}


def test_skills_stand_in_their_groups_with_how_much_they_are_used(world: World) -> None:
    world.give_skill("member", "nursing")
    world.give_skill("member_b", "nursing")
    world.project(skill="nursing", sessions=2)
    db.session.add(SkillGroup(code="first", name="应急", name_en="Relief", rank=-1))
    db.session.commit()
    page = text_of(world.browser("committee").get("/taxonomy/skills"))
    assert page.index("应急") < page.index("常用")
    assert "护理 Nursing 2 2" in page


def test_a_skill_is_added_with_a_code_made_of_its_english_name(world: World) -> None:
    answer = world.browser("committee").post("/taxonomy/skills/new", {**SKILL, "needs_approval": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/taxonomy/skills")
    skill = db.session.get_one(Skill, "sign_language")
    assert (skill.synonyms, skill.needs_approval, skill.group) == (["打手语", "聋人"], True, "test")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World) -> None:
    answer = world.browser("committee").post("/taxonomy/skills/new", {**SKILL, "name": "护理"})
    assert answer.status_code == 422
    assert "已经有同名的了" in answer.text
    assert "打手语" in answer.text


def test_a_category_keeps_its_safeguards_and_gets_synonyms(world: World) -> None:
    browser = world.browser("committee")
    assert 'value="2"' in browser.get("/taxonomy/categories/tutoring/edit").text
    wanted = {"name": "课后辅导", "name_en": "Tutoring", "min_helpers": "3", "flags": ["no_photos"], "synonyms": "补课"}
    assert browser.post("/taxonomy/categories/tutoring/edit", wanted).status_code == 303
    category = db.session.get_one(Category, "tutoring")
    assert category.safeguards == {"min_helpers": 3, "no_photos": True}
    assert category.synonyms == ["补课"]


def test_a_retired_skill_stays_where_it_is_held_and_comes_back(world: World) -> None:
    world.give_skill("member", "nursing")
    browser = world.browser("committee")
    browser.post("/taxonomy/skills/nursing/retire")
    assert "护理" not in text_of(browser.get("/taxonomy/skills"))
    assert "护理 已停用" in text_of(browser.get("/taxonomy/skills?retired=1"))
    assert "护理" in text_of(browser.get(f"/members/{world.members['member'].id}"))
    browser.post("/taxonomy/skills/nursing/restore")
    assert db.session.get_one(Skill, "nursing").retired is False


def test_a_group_in_use_says_why_it_stays(world: World) -> None:
    browser = world.browser("committee")
    answer = browser.post("/taxonomy/groups/test/retire")
    assert "请先移到别的分组或停用" in browser.get(answer.headers["Location"]).text
    assert db.session.get_one(SkillGroup, "test").retired is False


@pytest.mark.parametrize("q", ["huli", "量血", "护"])
def test_entries_are_found_as_people_type(world: World, q: str) -> None:
    world.api("committee").patch("/skills/nursing", {"synonyms": ["量血压"]})
    page = text_of(world.browser("committee").get(f"/taxonomy/skills?q={q}"))
    assert "护理" in page
    assert "法律咨询" not in page


def test_only_who_keeps_the_lists_sees_them(world: World) -> None:
    assert world.browser("team").get("/taxonomy/skills").status_code == 403
    assert world.browser("team").post("/taxonomy/skills/law/retire").status_code == 403
    assert world.browser("admin").get("/taxonomy/groups").status_code == 200
    assert world.browser("admin").get("/taxonomy/colours").status_code == 404
    assert world.browser("admin").get("/taxonomy/skills/none/edit").status_code == 404


def test_statements_do_not_grow_with_the_entries(world: World) -> None:
    browser = world.browser("committee")
    with counted_statements() as few:
        browser.get("/taxonomy/skills")
    db.session.add_all(
        Skill(code=f"s{n}", name=f"技能{n}", name_en=f"Skill {n}", group="test", synonyms=[]) for n in range(30)
    )
    db.session.commit()
    with counted_statements() as many:
        browser.get("/taxonomy/skills")
    assert len(many) == len(few)


def test_codes_are_plain_and_never_taken() -> None:
    assert code_from("Sign language!", ()) == "sign_language"
    assert code_from("Sign language", ("sign_language",)) == "sign_language_2"
    assert code_from("3D 打印", ()) == "e_3d"


def test_synonyms_come_one_a_line_or_with_commas() -> None:
    assert synonyms_in("量血压、打针\n\n 量血压 ，first aid") == ["量血压", "打针", "first aid"]

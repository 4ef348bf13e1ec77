"""Skills and categories over the JSON API, and their names in both languages."""

from __future__ import annotations

from flask_babel import force_locale

from tests.support.world import World
from volunteer.taxonomy.naming import category_name, skill_name


def test_everybody_signed_in_reads_the_lists(world: World) -> None:
    api = world.api("member")
    assert {skill["code"] for skill in api.get("/skills").json} >= {"nursing", "law"}
    assert {category["code"] for category in api.get("/categories?q=助").json} == {"care"}


def test_a_skill_is_added_and_retired(world: World) -> None:
    api = world.api("committee")
    body = {"code": "sign_language", "name": "手语", "name_en": "Sign language", "group": "test"}
    assert api.post("/skills", body).status_code == 201
    assert api.post("/skills", body).json["errors"]["json"]["code"]
    assert api.patch("/skills/sign_language", {"retired": True}).json["retired"] is True
    assert "sign_language" not in {skill["code"] for skill in api.get("/skills?page_size=100").json}
    assert api.patch("/skills/none", {"retired": True}).status_code == 404


def test_safeguards_of_a_category_are_checked(world: World) -> None:
    api = world.api("committee")
    assert api.patch("/categories/care", {"safeguards": {"min_helpers": 2}}).json["safeguards"] == {"min_helpers": 2}
    assert api.patch("/categories/care", {"safeguards": {"colour": 2}}).status_code == 422


def test_only_who_keeps_the_lists_changes_them(world: World) -> None:
    assert world.api("team").patch("/skills/law", {"name": "法"}).status_code == 403


def test_names_follow_the_language(world: World) -> None:
    with force_locale("en"):
        assert (skill_name("law"), category_name("care")) == ("Legal advice", "Elder care")
    with force_locale("zh"):
        assert (skill_name("law"), category_name("care")) == ("法律咨询", "助老")
        assert (skill_name("unknown"), category_name(None)) == ("unknown", "")

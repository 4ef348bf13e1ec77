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


def test_synonyms_are_kept_once_and_found(world: World) -> None:
    api = world.api("committee")
    answer = api.patch("/skills/nursing", {"synonyms": ["量血压", " 打针 ", "量血压"]})
    assert answer.json["synonyms"] == ["量血压", "打针"]
    for q in ("量血", "打针", "huli", "hl", "护理", "dazhen", "nurs"):
        assert [skill["code"] for skill in api.get(f"/skills?q={q}").json] == ["nursing"], q
    assert api.patch("/skills/nursing", {"synonyms": ["很" * 21]}).status_code == 422
    assert api.patch("/skills/nursing", {"synonyms": [str(n) for n in range(61)]}).status_code == 422
    assert api.patch("/categories/care", {"synonyms": ["阿婆"]}).json["synonyms"] == ["阿婆"]


def test_two_entries_never_share_a_name(world: World) -> None:
    api = world.api("committee")
    assert api.patch("/skills/law", {"name": "护理"}).json["errors"]["json"]["name"]
    assert api.patch("/skills/law", {"name": "法律咨询"}).status_code == 200


def test_groups_keep_their_order(world: World) -> None:
    api = world.api("committee")
    first = {"code": "urgent", "name": "应急", "name_en": "Relief", "rank": 0}
    api.patch("/skill-groups/test", {"rank": 5})
    assert api.post("/skill-groups", first).status_code == 201
    assert api.post("/skill-groups", {"code": "arts", "name": "文艺", "name_en": "Arts"}).json["rank"] == 6
    assert [group["code"] for group in world.api("member").get("/skill-groups").json] == ["urgent", "test", "arts"]


def test_a_group_with_skills_cannot_be_retired(world: World) -> None:
    api = world.api("committee")
    assert api.patch("/skill-groups/test", {"retired": True}).json["errors"]["json"]["retired"]
    api.post("/skill-groups", {"code": "arts", "name": "文艺", "name_en": "Arts"})
    assert api.patch("/skill-groups/arts", {"retired": True}).json["retired"] is True
    assert "arts" not in {group["code"] for group in api.get("/skill-groups").json}
    assert api.patch("/skills/law", {"group": "arts"}).json["errors"]["json"]["group"]


def test_a_text_is_answered_with_what_it_asks_for(world: World) -> None:
    world.api("committee").patch("/skills/nursing", {"synonyms": ["量血压"]})
    world.api("committee").patch("/categories/care", {"synonyms": ["阿婆"]})
    api = world.api("site")
    assert api.get("/skill-suggestions?q=请人给阿婆量一下血压").json == [
        {"code": "nursing", "name": "护理", "matched": ["量血压"]}
    ]
    assert [one["code"] for one in api.get("/category-suggestions?q=请人给阿婆量一下血压").json] == ["care"]
    assert api.get("/skill-suggestions").status_code == 422

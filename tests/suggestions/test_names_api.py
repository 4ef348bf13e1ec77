"""Names of a group chat over HTTP."""

from __future__ import annotations

from tests.suggestions.test_name_pages import LIST, people_of_the_list, register, statuses
from tests.support.world import World


def test_each_name_with_whom_it_means(world: World) -> None:
    ids = people_of_the_list(world)
    project = world.project()
    world.claim("li", project.positions[0])
    answer = world.api("squad").post(f"/positions/{project.positions[0].id}/names", {"text": LIST})
    assert answer.status_code == 200
    assert answer.json is not None
    first, second, third, fourth = answer.json["names"]
    assert first["members"] == [
        {
            "member": ids["李建国"],
            "name": "李**",
            "unit_id": world.units["squad_a1"].id,
            "refusal": "already_claimed",
        }
    ]
    assert (second["match"], third["match"], third["hint"]) == ("found", "found", "二队")
    assert (fourth["match"], fourth["members"], fourth["guests"]) == ("not_found", [], 1)
    assert answer.json["skipped"] == ["#接龙", "周六清洁日"]
    assert set(statuses()) == {ids["李建国"]}


def test_another_phone_is_not_taken_for_the_same_person(world: World) -> None:
    register(world, "li", "李建国", phone="13800138001")
    position = world.project().positions[0]
    api = world.api("squad")
    answers = [
        api.post(f"/positions/{position.id}/names", {"text": f"1. {line}"}).json
        for line in ("李建国 8001", "李建国 13800138001", "李建国 9999", "李建 13800138001")
    ]
    assert [answer["names"][0]["match"] for answer in answers if answer] == [
        "found",
        "found",
        "other_phone",
        "confirm",
    ]


def test_lists_are_read_for_leaders_and_for_positions_they_see(world: World) -> None:
    position = world.project().positions[0]
    hidden = world.project(status="draft", published_at=None).positions[0]
    path = f"/positions/{position.id}/names"
    assert world.api("member").post(path, {"text": "李建国"}).status_code == 403
    assert world.api("team_b").post(f"/positions/{hidden.id}/names", {"text": "李建国"}).status_code == 404
    assert world.api("squad").post("/positions/999999/names", {"text": "李建国"}).status_code == 404
    assert world.api("squad").post(path, {"text": ""}).status_code == 422
    assert world.api("squad").post(path, {"text": "李" * 10_001}).status_code == 422

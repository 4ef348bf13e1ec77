"""Trainings over the API: entered for many, listed with their number, taken back; each for who keeps the records."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import World
from volunteer.kernel import clock


def body(world: World, **changes: Any) -> dict[str, Any]:
    """A training of squad_a1 that one member took part in."""
    return {
        "unit_id": world.units["squad_a1"].id,
        "title": "急救培训",
        "held_on": clock.today().isoformat(),
        "minutes": 90,
        "organizer": "红十字会",
        "member_ids": [world.members["member"].id],
        **changes,
    }


def entered(world: World, by: str = "squad", **changes: Any) -> int:
    """One that was entered."""
    answer = world.api(by).post("/trainings", body(world, **changes)).json
    assert answer is not None
    training_id: int = answer["id"]
    return training_id


def test_it_stands_in_the_record_until_it_is_taken_back(world: World) -> None:
    number = world.members["member_2"].number.lower()
    training_id = entered(world, numbers=[number, number])
    squad, member = world.api("squad"), world.api("member")
    shown = squad.get(f"/trainings/{training_id}").json
    assert shown is not None
    assert (shown["title"], shown["members"], shown["withdrawn_at"]) == ("急救培训", 2, None)
    assert squad.get("/trainings").json == [shown]
    people = squad.get(f"/trainings/{training_id}/members").json or []
    assert {one["id"] for one in people} == {world.members[name].id for name in ("member", "member_2")}
    assert world.members["member"].name not in str(people)
    record = member.get("/me/record").json or {}
    assert [one["title"] for one in record["trainings"]] == ["急救培训"]
    assert (squad.post(f"/trainings/{training_id}/withdraw").json or {})["withdrawn_at"] is not None
    assert squad.post(f"/trainings/{training_id}/withdraw").status_code == 409
    assert (member.get("/me/record").json or {})["trainings"] == []
    assert [one["id"] for one in squad.get("/trainings").json or []] == [training_id]


def test_a_repeated_request_enters_it_once(world: World) -> None:
    squad = world.api("squad")
    answers = [squad.post("/trainings", body(world), Idempotency_Key="once").json for _twice in range(2)]
    assert answers[0] == answers[1]
    assert len(squad.get("/trainings").json or []) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"member_ids": []},
        {"numbers": ["M999999"]},
        {"held_on": "2999-01-01"},
        {"minutes": 0},
        {"title": " "},
        {"member_ids": [2**62]},
    ],
)
def test_what_cannot_be_is_refused(world: World, changes: dict[str, Any]) -> None:
    assert world.api("squad").post("/trainings", body(world, **changes)).status_code == 422


def test_members_of_others_cannot_be_entered(world: World) -> None:
    assert world.api("squad").post(
        "/trainings", body(world, member_ids=[world.members["member_b"].id])
    ).status_code == 422  # fmt: skip


@pytest.mark.parametrize(
    ("who", "seen"),
    [("squad", 200), ("team", 200), ("committee", 200), ("team_b", 404), ("supervisor", 403), ("member", 403),
     ("site", 403), ("admin", 403)],
)  # fmt: skip
def test_who_sees_and_takes_back(world: World, who: str, seen: int) -> None:
    training_id = entered(world)
    api = world.api(who)
    assert api.get(f"/trainings/{training_id}").status_code == seen
    assert api.get(f"/trainings/{training_id}/members").status_code == seen
    listed = api.get("/trainings")
    assert listed.status_code == (403 if seen == 403 else 200)
    assert listed.status_code == 403 or len(listed.json or []) == (seen == 200)
    assert api.post(f"/trainings/{training_id}/withdraw").status_code == seen
    assert api.post("/trainings", body(world)).status_code == (201 if seen == 200 else seen)

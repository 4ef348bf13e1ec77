"""Backfilled and missing hours over the API."""

from __future__ import annotations

from tests.backfills.backed import PROOF, a_morning, past_session, posted, status
from tests.support.world import World

PROVED = {"proof_kind": "sheet", "proof": PROOF}


def test_hours_are_entered_agreed_to_and_listed_on_notice(world: World) -> None:
    session = past_session(world, "member", "member_2")
    people = [{"member_id": world.members[name].id, "minutes": 90} for name in ("member", "member_b")]
    entered = world.api("squad").post("/hours/backfills", {**PROVED, "session_id": session.id, "people": people})
    assert entered.json is not None
    assert entered.json["refused"] == [{"id": world.members["member_b"].id, "reason": "member_not_visible"}]
    hours_id = entered.json["entered"][0]
    agreed = world.api("team").post("/hours/agree", {"ids": [hours_id]})
    assert agreed.json == {"agreed": [hours_id], "refused": []}
    listed = world.api("member_b").get("/public-notices").json
    assert listed is not None
    assert [(row["kind"], row["id"], row["basis"], row["stopped"]) for row in listed] == [
        ("hours", hours_id, "纸质签到表", False)
    ]
    assert world.members["member"].name not in str(listed)


def test_an_objection_is_made_and_answered(world: World) -> None:
    hours_id = posted(world)
    path = f"/hours/{hours_id}/objection"
    assert world.api("member_b").post(path, {"reason": "那天他在单位值班"}).status_code == 204
    answer = {"kept": False, "reason": "与签到表不符"}
    assert world.api("member_b").post(f"{path}/answer", answer).status_code == 403
    early = world.api("team").post(f"{path}/answer", answer)
    assert (early.status_code, early.json and early.json["reason"]) == (409, "same_person")
    assert world.api("committee").post(f"{path}/answer", answer).status_code == 204
    assert status(hours_id) == "refused"


def test_missing_hours_are_declared_refused_raised_and_accepted(world: World) -> None:
    start = a_morning()
    activity = {"activity": "清理河道", "place": "花园路河段", "starts": start.isoformat()}
    said = {**PROVED, **activity, "ends": start.replace(hour=10).isoformat(), "minutes": 100}
    member, squad, team = world.api("member"), world.api("squad"), world.api("team")
    declared = member.post("/me/missing-hours", said)
    assert declared.status_code == 201
    assert declared.json is not None
    missing_id = declared.json["id"]
    assert [row["id"] for row in squad.get("/missing-hours").json or ()] == [missing_id]
    assert squad.post(f"/missing-hours/{missing_id}/refuse", {"reason": "没有见到你"}).status_code == 200
    assert member.post(f"/me/missing-hours/{missing_id}/raise", {"reason": "社区可以作证"}).status_code == 200
    accepted = team.post(f"/missing-hours/{missing_id}/accept").json
    assert accepted is not None
    assert (accepted["status"], status(accepted["hours_id"])) == ("accepted", "on_notice")
    assert [row["status"] for row in member.get("/me/missing-hours").json or ()] == ["accepted"]


def test_a_proof_that_says_nothing_is_refused(world: World) -> None:
    said = {"proof_kind": "sheet", "proof": "有", "session_id": past_session(world, "member").id, "minutes": 60}
    answer = world.api("member").post("/me/missing-hours", said)
    assert (answer.status_code, "proof" in str(answer.json)) == (422, True)

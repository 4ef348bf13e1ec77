"""Hours over HTTP."""

from __future__ import annotations

from tests.ledger.test_service import served, ticked
from tests.support.world import World


def test_bulk_confirm_answers_item_by_item(world: World) -> None:
    good, needs = served(world), ticked(world, member="member_2")
    answer = world.api("squad").post("/hours/confirm", {"ids": [good, needs, 999_999]})
    assert answer.status_code == 200
    assert answer.json == {
        "confirmed": [good],
        "refused": [{"id": 999_999, "reason": "not_visible"}, {"id": needs, "reason": "needs_countersign"}],
    }


def test_the_fields_of_hours(world: World) -> None:
    hours_id = served(world)
    member, squad = world.members["member"], world.api("squad")
    confirmed = squad.post(f"/hours/{hours_id}/confirm")
    assert confirmed.status_code == 200
    assert confirmed.json["status"] == "effective"
    assert confirmed.json["source"] == "verified"
    assert confirmed.json["minutes"] == 120
    assert confirmed.json["entered_by"] == member.account_id
    assert confirmed.json["confirmed_by"] == world.accounts["squad"].id
    assert squad.get(f"/hours/{hours_id}").json == confirmed.json
    assert world.api("member").get("/me/hours").json == [confirmed.json]
    again = squad.post(f"/hours/{hours_id}/confirm")
    assert (again.status_code, again.json["reason"]) == (409, "not_in_this_state")


def test_lists_are_filtered_and_scoped(world: World) -> None:
    pending, done = served(world), served(world, "member_a2")
    squad, team = world.api("squad"), world.api("team")
    assert squad.post("/hours/confirm", {"ids": [done]}).json["refused"][0]["reason"] == "not_visible"
    team.post("/hours/confirm", {"ids": [done]})

    def ids(path: str) -> list[int]:
        answer = team.get(path)
        assert answer.status_code == 200
        return [row["id"] for row in answer.json]

    month = team.get(f"/hours/{done}").json["service_date"][:7]
    assert sorted(ids("/hours")) == [pending, done]
    assert ids("/hours?status=pending") == [pending]
    assert ids(f"/hours?member={world.members['member_a2'].id}") == [done]
    assert ids(f"/hours?unit={world.units['squad_a1'].id}") == [pending]
    assert sorted(ids(f"/hours?month={month}")) == [pending, done]
    assert ids("/hours?month=2020-01") == []
    assert team.get("/hours?status=unknown").status_code == 422
    assert world.api("team_b").get("/hours").json == []
    assert world.api("team_b").get(f"/hours/{done}").status_code == 404
    assert world.api("member").get("/hours").status_code == 403


def test_dispute_and_correction(world: World) -> None:
    hours_id = served(world)
    member, squad = world.api("member"), world.api("squad")
    squad.post("/hours/confirm", {"ids": [hours_id]})
    assert member.post(f"/hours/{hours_id}/dispute").status_code == 422
    assert member.post(f"/hours/{hours_id}/dispute", {"reason": "少记了"}).json["status"] == "disputed"
    assert member.post(f"/hours/{hours_id}/correct", {"minutes": 1, "reason": "x"}).status_code == 403
    corrected = squad.post(f"/hours/{hours_id}/correct", {"minutes": 100, "reason": "核对签到表"})
    assert (corrected.json["minutes"], corrected.json["status"]) == (100, "corrected")
    assert squad.post(f"/hours/{hours_id}/correct", {"minutes": 500, "reason": "x"}).status_code == 422
    assert squad.post(f"/hours/{10**20}/correct", {"minutes": 5, "reason": "x"}).status_code == 404


def test_the_site_countersigns(world: World) -> None:
    hours_id = ticked(world)
    answer = world.api("site").post("/hours/countersign", {"ids": [hours_id]})
    assert answer.json == {"countersigned": [hours_id], "refused": []}
    assert world.api("member").post("/hours/countersign", {"ids": [hours_id]}).status_code == 403


def test_the_report(world: World) -> None:
    hours_id = served(world)
    squad = world.api("squad")
    squad.post("/hours/confirm", {"ids": [hours_id]})
    (month,) = squad.get("/reports/hours?by=month").json
    assert (month["minutes"], month["people"], month["services"]) == (120, 1, 1)
    (unit,) = squad.get("/reports/hours?by=unit").json
    assert unit["key"] == world.units["squad_a1"].id
    assert squad.get("/reports/hours?by=day").status_code == 422

"""Claiming through the API: what is granted, what is refused and in which words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Notice
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.projects.models import Position, Project
from volunteer.projects.states import ProjectStatus, SessionStatus


def position_of(project: Project) -> Position:
    return project.positions[0]


def reason_of(world: World, name: str, position: Position, **body: object) -> str:
    response = world.api(name).post(f"/positions/{position.id}/claims", body)
    assert response.status_code == 409, response.get_json()
    return str(response.get_json()["reason"])


def test_a_claim_is_confirmed_told_and_audited_in_four_statements(world: World) -> None:
    position = position_of(world.project())
    client = world.api("member")
    path = f"/positions/{position.id}/claims"
    with counted_statements() as statements:
        response = client.post(path)
    assert response.status_code == 201
    body = response.get_json()
    assert body["status"] == "confirmed"
    assert body["position_id"] == position.id
    assert body["member_id"] == world.members["member"].id
    assert len(statements) == 4, statements
    db.session.expire_all()
    assert position.taken == 1
    assert db.session.query(Notice).filter_by(account_id=world.accounts["member"].id).one().kind == "claim.confirmed"
    assert db.session.query(AuditEvent).filter_by(action="claim.confirmed").one().subject_id == body["id"]


def test_a_refused_claim_leaves_nothing_behind(world: World) -> None:
    position = position_of(world.project(headcount=1))
    world.claim("member_2", position)
    assert reason_of(world, "member", position) == "full"
    db.session.expire_all()
    assert position.taken == 1
    assert db.session.query(Claim).count() == 1
    assert db.session.query(AuditEvent).count() == 0


@pytest.mark.parametrize("change", ["begun", "not_open", "cancelled", "finished"])
def test_closed(world: World, change: str) -> None:
    project = world.project(starts=clock.now() - timedelta(minutes=1) if change == "begun" else None)
    if change == "not_open":
        project.opens_at = clock.now() + timedelta(hours=1)
    elif change == "cancelled":
        project.sessions[0].status = SessionStatus.CANCELLED
    elif change == "finished":
        project.status = ProjectStatus.FINISHED
    db.session.commit()
    assert reason_of(world, "member", position_of(project)) == "closed"


def test_already_claimed(world: World) -> None:
    position = position_of(world.project())
    world.claim("member", position)
    assert reason_of(world, "member", position) == "already_claimed"


def test_paused(world: World) -> None:
    position = position_of(world.project())
    world.members["member"].paused_until = clock.today()
    db.session.commit()
    assert reason_of(world, "member", position) == "paused"


def test_no_skill_until_it_is_approved_and_high_enough(world: World) -> None:
    position = position_of(world.project(skill="law", level=2))
    assert reason_of(world, "member", position) == "no_skill"
    world.give_skill("member", "law", level=3, approved=False)
    assert reason_of(world, "member", position) == "no_skill"
    world.give_skill("member_2", "law", level=1)
    assert reason_of(world, "member_2", position) == "no_skill"
    world.give_skill("member_a2", "law", level=2)
    assert world.api("member_a2").post(f"/positions/{position.id}/claims").status_code == 201


def test_safeguard_wants_room_for_two(world: World) -> None:
    assert reason_of(world, "member", position_of(world.project(category="tutoring", headcount=1))) == "safeguard"


def test_overlap_names_what_is_in_the_way(world: World) -> None:
    world.claim("member", position_of(world.project(title="图书角整理")))
    later = position_of(world.project(starts=coming(days=7) + timedelta(hours=1)))
    response = world.api("member").post(f"/positions/{later.id}/claims")
    assert response.get_json()["reason"] == "overlap"
    assert "图书角整理" in response.get_json()["message"]


def test_sessions_that_touch_do_not_overlap(world: World) -> None:
    world.claim("member", position_of(world.project()))
    after = position_of(world.project(starts=coming(days=7) + timedelta(hours=2)))
    assert world.api("member").post(f"/positions/{after.id}/claims").status_code == 201


def test_too_many_claims(world: World) -> None:
    world.members["member"].max_positions = 1
    world.claim("member", position_of(world.project()))
    other = position_of(world.project(starts=coming(days=9)))
    assert reason_of(world, "member", other) == "too_many_claims"


def test_drafts_and_unknown_ids_are_not_there(world: World) -> None:
    draft = position_of(world.project(status=ProjectStatus.DRAFT))
    client = world.api("member")
    for position_id in (draft.id, 999_999, 2**63 - 1, 2**70):
        assert client.post(f"/positions/{position_id}/claims").status_code in (404, 422)


def test_whoever_is_no_member_claims_nothing(world: World) -> None:
    position = position_of(world.project())
    assert world.api("site").post(f"/positions/{position.id}/claims").status_code == 403
    assert world.api("member").post(f"/positions/{position.id}/claims", {"member_id": 1}).status_code == 403


def test_bad_bodies(world: World) -> None:
    position = position_of(world.project())
    client = world.api("team")
    for body in ({"member_id": "x"}, {"unknown": 1}, {"consented": True}, {"waitlist": True, "member_id": 1}, []):
        assert client.post(f"/positions/{position.id}/claims", body).status_code == 422, body


def test_the_same_key_claims_once(world: World) -> None:
    position = position_of(world.project())
    client = world.api("member")
    first = client.post(f"/positions/{position.id}/claims", Idempotency_Key="k1")
    again = client.post(f"/positions/{position.id}/claims", Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert db.session.query(Claim).count() == 1


def test_the_waitlist_takes_over_a_released_place(world: World) -> None:
    position = position_of(world.project(headcount=1))
    world.claim("member", position)
    queued = [
        world.api(name).post(f"/positions/{position.id}/claims", {"waitlist": True})
        for name in ("member_2", "member_b")
    ]
    assert [answer.get_json()["waitlist_place"] for answer in queued] == [1, 2]
    held = db.session.query(Claim).filter_by(status=ClaimStatus.CONFIRMED).one()
    assert world.api("member").post(f"/claims/{held.id}/release", {"reason": "临时出差"}).status_code == 200
    offer = world.api("member_2").get("/offers").get_json()
    assert [(item["id"], item["status"]) for item in offer] == [(queued[0].get_json()["id"], "offered")]
    accepted = world.api("member_2").post(f"/claims/{offer[0]['id']}/accept")
    assert accepted.get_json()["status"] == "confirmed"
    assert world.api("member_b").get("/me/claims").get_json()[0]["waitlist_place"] == 1


def test_a_leader_offers_and_with_consent_claims(world: World) -> None:
    project = world.project(sessions=2)
    first, second = project.positions
    body = {"member_id": world.members["member"].id}
    assert world.api("squad").post(f"/positions/{first.id}/claims", body).get_json()["status"] == "offered"
    answer = world.api("squad").post(f"/positions/{second.id}/claims", {**body, "consented": True})
    assert answer.get_json()["status"] == "confirmed"
    stranger = {"member_id": world.members["member_b"].id}
    assert world.api("squad").post(f"/positions/{first.id}/claims", stranger).status_code == 404


def test_declining_frees_the_place_and_somebody_else_may_not_answer(world: World) -> None:
    position = position_of(world.project(headcount=1))
    offer = world.claim("member", position, ClaimStatus.OFFERED)
    assert world.api("member_b").post(f"/claims/{offer.id}/accept").status_code == 404
    assert world.api("squad").post(f"/claims/{offer.id}/accept").get_json()["reason"] == "not_yours"
    assert world.api("member").post(f"/claims/{offer.id}/decline").get_json()["status"] == "declined"
    assert world.api("member_b").post(f"/positions/{position.id}/claims").status_code == 201


def test_a_team_holds_places_for_its_own_people(world: World) -> None:
    project = world.project(headcount=2)
    position = position_of(project)
    body = {
        "unit_id": world.units["team_a"].id,
        "places": [{"position_id": position.id, "places": 2}],
        "release_at": (clock.now() + timedelta(days=2)).isoformat(),
    }
    assert world.api("team_b").post(f"/projects/{project.id}/claim", body).status_code == 404
    assert world.api("team").post(f"/projects/{project.id}/claim", body).status_code == 201
    assert world.api("team").post(f"/projects/{project.id}/claim", body).get_json()["reason"] == "full"
    assert reason_of(world, "member_b", position) == "full"
    mine = world.api("member").post(f"/positions/{position.id}/claims").get_json()
    db.session.expire_all()
    assert (position.taken, position.reserved) == (1, 1)
    world.api("member").post(f"/claims/{mine['id']}/release")
    db.session.expire_all()
    assert (position.taken, position.reserved) == (0, 2)


def test_a_series_is_granted_one_by_one(world: World) -> None:
    project = world.project(sessions=3, headcount=1)
    world.claim("member_2", project.positions[1])
    answer = world.api("member").post("/me/claims", {"position_ids": [p.id for p in project.positions]}).get_json()
    assert [claim["position_id"] for claim in answer["claimed"]] == [project.positions[0].id, project.positions[2].id]
    assert [(line["position_id"], line["reason"]) for line in answer["refused"]] == [(project.positions[1].id, "full")]


def test_an_organ_may_hide_service_in_working_time_from_lists_only(world: World) -> None:
    project = world.project()
    position = position_of(project)
    position.session.off_hours = False
    organ = db.session.get_one(Organ, world.units["team_a"].organ_id)
    organ.working_time = WorkingTimeRule.HIDDEN
    db.session.commit()
    found = {name: world.api(name).get("/positions").get_json() for name in ("member", "member_b")}
    assert [len(rows) for rows in found.values()] == [0, 1]
    assert world.api("member").get(f"/positions/{position.id}").status_code == 200

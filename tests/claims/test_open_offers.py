"""Nobody gets more than a stated number of open offers at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.support.races import all_at_once
from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.claims import answering, service
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.organization import service as organization
from volunteer.organization.actor import Actor
from volunteer.projects.models import Position


def positions(world: World, count: int) -> list[Position]:
    return [world.project(starts=coming(days=5 + n)).positions[0] for n in range(count)]


def asked_thrice(world: World) -> int:
    """The member of squad_a1 with two offers and an invitation; their id."""
    member = world.members["member"].id
    first, second, third = positions(world, 3)
    service.claim_for(world.actor("squad"), first.id, member)
    service.claim_for(world.actor("squad"), second.id, member)
    service.invite(world.actor("squad"), third.id, member)
    return member


def test_a_fourth_offer_or_invitation_waits_for_an_answer(world: World) -> None:
    member, (fourth,) = asked_thrice(world), positions(world, 1)
    with pytest.raises(Refused, match="too_many_offers"):
        service.claim_for(world.actor("squad"), fourth.id, member)
    with pytest.raises(Refused, match="too_many_offers"):
        service.invite(world.actor("squad"), fourth.id, member)
    assert fourth.taken == 0
    assert service.claim_for(world.actor("squad"), fourth.id, world.members["member_2"].id).status == "offered"


def test_an_answer_makes_room_and_so_does_time(world: World) -> None:
    member, (fourth, fifth) = asked_thrice(world), positions(world, 2)
    first = db.session.query(Claim).filter_by(member_id=member).order_by(Claim.id).first()
    assert first is not None
    answering.decline(world.actor("member"), first.id)
    assert service.claim_for(world.actor("squad"), fourth.id, member).status == ClaimStatus.OFFERED
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert service.claim_for(world.actor("squad"), fifth.id, member).status == ClaimStatus.OFFERED


def test_a_member_who_agreed_is_signed_up_all_the_same(world: World) -> None:
    member, (fourth,) = asked_thrice(world), positions(world, 1)
    taken = service.claim_for(world.actor("squad"), fourth.id, member, consented=True)
    assert taken.status == ClaimStatus.CONFIRMED


def test_what_somebody_queued_for_counts_neither_way(world: World) -> None:
    first, second, third, waited = positions(world, 4)
    waited.headcount = 1
    db.session.commit()
    held = world.claim("member_2", waited)
    queued = service.claim(world.actor("member"), waited.id, waitlist=True)
    member = world.members["member"].id
    for position in (first, second, third):
        service.claim_for(world.actor("squad"), position.id, member)
    answering.release(world.actor("member_2"), held.id)
    db.session.expire_all()
    assert db.session.get_one(Claim, queued.id).status == ClaimStatus.OFFERED
    answering.decline(world.actor("member"), db.session.query(Claim).filter_by(position_id=first.id).one().id)
    assert service.invite(world.actor("squad"), first.id, member).status == ClaimStatus.INVITED


def test_whoever_said_yes_too_late_has_asked_for_the_place(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    member = world.members["member"].id
    invited = service.invite(world.actor("squad"), position.id, member)
    held = world.claim("member_2", position)
    assert answering.accept(world.actor("member"), invited.id).status == ClaimStatus.WAITLISTED
    answering.release(world.actor("member_2"), held.id)
    db.session.expire_all()
    claim = db.session.get_one(Claim, invited.id)
    assert (claim.status, claim.source) == (ClaimStatus.OFFERED, ClaimSource.WAITLIST)
    for other in positions(world, 3):
        assert service.claim_for(world.actor("squad"), other.id, member).status == ClaimStatus.OFFERED


def test_the_number_is_a_setting_of_the_unit(world: World) -> None:
    team = world.units["team_a"]
    organization.update_unit(world.actor("admin"), team.id, team.version, {"settings": {"max_open_offers": 1}})
    first, second = positions(world, 2)
    member, other_team = world.members["member"].id, world.members["member_b"].id
    service.invite(world.actor("committee"), first.id, member)
    with pytest.raises(Refused, match="too_many_offers"):
        service.invite(world.actor("committee"), second.id, member)
    service.invite(world.actor("committee"), first.id, other_team)
    assert service.invite(world.actor("committee"), second.id, other_team).status == ClaimStatus.INVITED


def test_the_api_names_the_reason_with_its_number(world: World) -> None:
    member, (fourth,) = asked_thrice(world), positions(world, 1)
    answer = world.api("squad").post(f"/positions/{fourth.id}/claims", {"member_id": member})
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["reason"] == "too_many_offers"
    assert "3 份" in answer.json["message"]


def test_an_offer_costs_no_more_statements_than_before(world: World) -> None:
    ids = [position.id for position in positions(world, 3)]
    asked, squad = {"member_id": world.members["member"].id}, world.api("squad")
    for position_id in ids[:2]:  # what is kept in memory is there from the second on
        assert squad.post(f"/positions/{position_id}/claims", asked).status_code == 201
    with counted_statements() as sent:
        assert squad.post(f"/positions/{ids[2]}/claims", asked).status_code == 201
    assert len(sent) == 4, "who is it, lock and facts, take, late rows"


def offering(actor: Actor, position_id: int, member_id: int) -> Callable[[], str]:
    return lambda: service.claim_for(actor, position_id, member_id).status


def inviting(actor: Actor, position_id: int, member_id: int) -> Callable[[], str]:
    return lambda: service.invite(actor, position_id, member_id).status


@pytest.mark.parametrize(("ask", "status"), [(offering, "offered"), (inviting, "invited")])
def test_six_leaders_ask_the_same_member_at_once(
    world: World, ask: Callable[[Actor, int, int], Callable[[], str]], status: str
) -> None:
    member, leader = world.members["member"].id, world.actor("squad")
    ids = [position.id for position in positions(world, 6)]
    db.session.rollback()
    said = all_at_once(world, [ask(leader, position_id, member) for position_id in ids])
    assert said == {status: 3, "too_many_offers": 3}
    db.session.rollback()
    assert db.session.query(Claim).filter_by(member_id=member).count() == 3

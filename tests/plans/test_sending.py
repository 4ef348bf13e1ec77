"""A plan's pairs become offers: each by itself, held for the member, never twice, and within the bounds of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.plans.planning import name_of, one_place, pairs, proposed
from tests.support.races import all_at_once
from tests.support.world import World, coming
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.plans import sending, service
from volunteer.plans.jobs import JOBS
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import status_counts
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.suggestions.models import NotForMe

DELIVER = next(job for job in JOBS if job.name == "plans.deliver")


def sent(world: World, plan: Plan) -> sending.Sent:
    """The plan sent by the committee."""
    return service.send(world.actor("committee"), plan.id)


def why(plan: Plan) -> str | None:
    """Why the plan's one refused pair could not become an offer."""
    refused = select(PlanPair.reason).where(PlanPair.plan_id == plan.id, PlanPair.status == PairStatus.REFUSED)
    return db.session.scalars(refused).one()


def test_every_pair_becomes_an_offer_that_holds_its_place(world: World) -> None:
    position = world.project(headcount=3).positions[0]
    plan = proposed(world)
    meant = pairs(plan)

    outcome = sent(world, plan)

    assert (outcome.sent, outcome.refused, outcome.waiting) == (3, 0, 0)
    offers = db.session.scalars(select(Claim)).all()
    assert {(claim.position_id, claim.member_id) for claim in offers} == meant
    assert {claim.status for claim in offers} == {ClaimStatus.OFFERED}
    assert all(claim.respond_by is not None and claim.respond_by > clock.now() for claim in offers)
    db.session.refresh(position)
    assert position.taken == 3
    kept = db.session.scalars(select(PlanPair).where(PlanPair.plan_id == plan.id)).all()
    assert {pair.claim_id for pair in kept} == {claim.id for claim in offers}
    assert {claim.by for claim in offers} == {world.accounts["committee"].id}


def test_each_member_is_told(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    sent(world, plan)
    told = select(Notice).where(Notice.account_id == world.members[name_of(world, member)].account_id)
    assert db.session.scalars(told).one().kind == "claim.offered"


def test_sending_again_asks_nobody_twice(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    first = sent(world, plan)
    sent_at = db.session.get_one(Plan, plan.id, populate_existing=True).sent_at

    assert sent(world, plan) == first
    assert len(db.session.scalars(select(Claim)).all()) == 1
    assert db.session.get_one(Plan, plan.id, populate_existing=True).sent_at == sent_at


def test_an_empty_plan_is_not_sent(world: World) -> None:
    plan = proposed(world)
    with pytest.raises(Refused) as refusal:
        sent(world, plan)
    assert refusal.value.reason == "nothing_to_send"
    assert db.session.get_one(Plan, plan.id, populate_existing=True).status == PlanStatus.DRAFT


def test_removed_pairs_are_not_asked(world: World) -> None:
    world.project(headcount=2)
    plan = proposed(world)
    removed, kept = sorted(pairs(plan))
    service.remove(world.actor("committee"), plan.id, *removed)

    assert sent(world, plan).sent == 1
    assert db.session.scalars(select(Claim)).one().member_id == kept[1]


def test_who_took_something_else_meanwhile_is_not_asked(world: World) -> None:
    starts = coming(days=6)
    one_place(world, starts=starts)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    claims.claim(world.actor(name_of(world, member)), one_place(world, starts=starts).id)

    outcome = sent(world, plan)

    assert (outcome.sent, outcome.refused) == (0, 1)
    assert why(plan) == "overlap"


def test_a_place_that_went_meanwhile_is_not_offered(world: World) -> None:
    position = one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    other = next(name for name, row in world.members.items() if row.id != member)
    claims.claim(world.actor(other), position.id)

    assert sent(world, plan).refused == 1
    assert why(plan) == "full"


def test_who_turned_suggestions_off_is_not_asked_and_not_told_on(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    world.members[name_of(world, member)].recommendations_on = False
    db.session.commit()

    assert sent(world, plan).refused == 1
    assert why(plan) == "unavailable"


def test_who_does_not_want_the_project_is_not_asked(world: World) -> None:
    position = one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    db.session.add(NotForMe(member_id=member, project_id=position.project_id, said_at=clock.now()))
    db.session.commit()

    assert sent(world, plan).refused == 1
    assert why(plan) == "unavailable"


def test_who_has_enough_to_answer_is_not_asked(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    for day in (3, 4, 5):
        world.claim(name_of(world, member), one_place(world, starts=coming(days=day)), ClaimStatus.INVITED)
        invited = db.session.scalars(select(Claim).order_by(Claim.id.desc())).first()
        assert invited is not None
        invited.source = "leader"
        db.session.commit()

    assert sent(world, plan).refused == 1
    assert why(plan) == "too_many_offers"


def test_what_does_not_go_out_at_once_is_sent_by_the_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    monkeypatch.setattr(service, "SEND_SECONDS", 0.0)
    world.project(headcount=3)
    plan = proposed(world)

    assert sent(world, plan) == sending.Sent(sent=1, refused=0, waiting=2)
    assert perform(DELIVER) == 2
    assert perform(DELIVER) == 0
    assert pairs(plan, PairStatus.SENT) == pairs(plan, *PairStatus)


def test_two_who_send_at_once_ask_everybody_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    for number in range(12):
        world.add_member(f"helper_{number}", "squad_a1")
    world.project(headcount=12)
    plan_id, committee = proposed(world).id, world.actor("committee")
    db.session.rollback()

    outcomes = all_at_once(world, [lambda: str(service.send(committee, plan_id).refused)] * 3)

    assert outcomes == {"0": 3}
    asked = db.session.scalars(select(Claim.member_id)).all()
    assert len(asked) == len(set(asked)) == 12
    assert status_counts(plan_id)[PairStatus.SENT] == 12


def test_the_job_leaves_drafts_and_past_plans_alone(world: World) -> None:
    one_place(world)
    proposed(world)
    past = proposed(world, days=7)
    service.set_out(world.actor("committee"), past.id, asks_next=True)
    with clock.travel(clock.now() + timedelta(days=9)):
        assert perform(DELIVER) == 0
    assert db.session.scalars(select(Claim)).all() == []


def test_what_did_not_go_out_in_time_is_too_late(world: World) -> None:
    position = one_place(world)
    plan = proposed(world, days=7)
    service.set_out(world.actor("committee"), plan.id, asks_next=True)
    with clock.travel(position.session.ends + timedelta(hours=12)):
        assert perform(DELIVER) == 1
        assert perform(DELIVER) == 0
    assert why(plan) == "closed"


def test_what_is_about_to_go_out_is_not_planned_again(world: World) -> None:
    starts = coming(days=6)
    world.project(starts=starts, headcount=4)
    first = proposed(world)
    service.set_out(world.actor("committee"), first.id, asks_next=False)
    world.project(starts=starts, headcount=4)
    assert pairs(proposed(world)) == set(), "everybody is meant for the same time already"

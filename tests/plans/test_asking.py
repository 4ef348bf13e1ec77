"""Where somebody declines or does not answer, the next best is asked: after the waitlist, before the session begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.plans.planning import name_of, one_place, pairs, proposed
from tests.support.world import World, coming
from volunteer.claims import answering
from volunteer.claims import jobs as claims_jobs
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.plans import service
from volunteer.plans.jobs import JOBS
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import answers
from volunteer.plans.states import PairStatus
from volunteer.projects import service as projects
from volunteer.projects.models import Position

DELIVER, ASK = JOBS


def sent_plan(world: World, *, asks_next: bool = True) -> Plan:
    """A plan with its offers out."""
    plan = proposed(world)
    service.send(world.actor("committee"), plan.id, asks_next=asks_next)
    return plan


def offers(position: Position) -> list[Claim]:
    """Open offers of a position, the oldest first."""
    statement = select(Claim).where(Claim.position_id == position.id, Claim.status == ClaimStatus.OFFERED)
    return list(db.session.scalars(statement.order_by(Claim.id).execution_options(populate_existing=True)))


def decline(world: World, claim: Claim) -> None:
    """The member says no."""
    answering.decline(world.actor(name_of(world, claim.member_id)), claim.id)


def test_after_a_no_the_next_best_is_asked(world: World) -> None:
    position = one_place(world)
    plan = sent_plan(world)
    (first,) = offers(position)
    decline(world, first)

    assert perform(ASK) == 1
    assert offers(position) == [], "put down, not asked yet"
    assert perform(DELIVER) == 1

    (second,) = offers(position)
    assert second.member_id != first.member_id
    assert second.respond_by is not None
    assert second.respond_by > clock.now()
    found = answers(plan.id, clock.now())
    assert (found.asked, found.open, found.declined) == (2, 1, 1)


def test_nobody_is_asked_by_one_plan_for_one_place_twice(world: World) -> None:
    position = one_place(world)
    plan = sent_plan(world)
    for _number in range(6):
        for claim in offers(position):
            decline(world, claim)
        perform(ASK)
        perform(DELIVER)
    asked = db.session.scalars(select(Claim.member_id)).all()
    assert len(asked) == len(set(asked)) == 4
    assert perform(ASK) == 0, "everybody said no"
    assert answers(plan.id, clock.now()).declined == 4


def test_an_offer_that_ran_out_is_a_no(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    (first,) = offers(position)
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert perform(ASK) == 0, "the place is held until the offer is ended"
        for job in claims_jobs.JOBS:
            perform(job)
        assert perform(ASK) == 1
        perform(DELIVER)
        (second,) = offers(position)
    assert second.member_id != first.member_id


def test_the_waitlist_comes_first(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    (first,) = offers(position)
    waiting = next(name for name, member in world.members.items() if member.id != first.member_id)
    claims.claim(world.actor(waiting), position.id, waitlist=True)
    decline(world, first)

    assert perform(ASK) == 0
    (offered,) = offers(position)
    assert offered.member_id == world.members[waiting].id


def test_the_invited_keep_their_chance(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    (first,) = offers(position)
    invited = next(name for name, member in world.members.items() if member.id != first.member_id)
    claims.invite(world.actor("committee"), position.id, world.members[invited].id)
    decline(world, first)

    assert perform(ASK) == 0
    answering.decline(world.actor(invited), db.session.scalars(select(Claim.id).order_by(Claim.id.desc())).first() or 0)
    assert perform(ASK) == 1


def test_what_a_draft_has_in_mind_takes_no_place(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    decline(world, offers(position)[0])
    assert pairs(proposed(world)), "another plan, not sent"

    assert perform(ASK) == 1


def test_a_yes_ends_the_asking(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    (first,) = offers(position)
    answering.accept(world.actor(name_of(world, first.member_id)), first.id)
    assert perform(ASK) == 0


def test_not_once_the_session_has_begun(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    decline(world, offers(position)[0])
    with clock.travel(position.session.starts + timedelta(minutes=1)):
        assert perform(ASK) == 0


def test_not_for_what_was_called_off(world: World) -> None:
    position = one_place(world)
    sent_plan(world)
    decline(world, offers(position)[0])
    projects.cancel(world.actor("team"), position.project_id, "下雨")
    assert perform(ASK) == 0


def test_not_while_it_is_switched_off(world: World) -> None:
    position = one_place(world)
    plan = sent_plan(world, asks_next=False)
    decline(world, offers(position)[0])
    assert perform(ASK) == 0
    service.ask_next(world.actor("committee"), plan.id, True)
    assert perform(ASK) == 1


def test_who_has_enough_to_answer_is_passed_over(world: World) -> None:
    brigade = world.units["brigade"]
    brigade.settings = {**brigade.settings, "max_open_offers": 1}
    db.session.commit()
    position = one_place(world)
    sent_plan(world)
    (first,) = offers(position)
    others = [name for name, member in world.members.items() if member.id != first.member_id]
    for name in others[:-1]:
        claims.claim_for(world.actor("committee"), one_place(world, starts=coming(days=3)).id, world.members[name].id)
    decline(world, first)

    perform(ASK)
    perform(DELIVER)

    assert [claim.member_id for claim in offers(position)] == [world.members[others[-1]].id]


@pytest.mark.parametrize("hours", [0, 1])
def test_one_member_is_put_down_for_one_place_at_a_time(world: World, hours: int) -> None:
    starts = coming(days=6)
    one_place(world, starts=starts)
    one_place(world, starts=starts + timedelta(hours=hours))
    plan = sent_plan(world)
    for claim in db.session.scalars(select(Claim)).all():
        decline(world, claim)

    assert perform(ASK) == 2
    put_down = pairs(plan)
    assert len({member for _position, member in put_down}) == 2


def test_a_removed_pair_is_not_asked_next(world: World) -> None:
    position = world.project(headcount=2).positions[0]
    plan = proposed(world)
    removed, kept = sorted(pairs(plan))
    service.remove(world.actor("committee"), plan.id, *removed)
    service.send(world.actor("committee"), plan.id)
    decline(world, offers(position)[0])
    perform(ASK)
    assert removed not in pairs(plan, PairStatus.PROPOSED, PairStatus.SENT)
    assert kept in pairs(plan, PairStatus.SENT)


def test_where_an_offer_could_not_be_made_somebody_else_is_asked(world: World) -> None:
    starts = coming(days=6)
    position = one_place(world, starts=starts)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    claims.claim(world.actor(name_of(world, member)), one_place(world, starts=starts).id)
    service.send(world.actor("committee"), plan.id)

    perform(ASK)
    perform(DELIVER)

    (offer,) = offers(position)
    assert offer.member_id != member
    statuses = select(PlanPair.status).where(PlanPair.plan_id == plan.id).order_by(PlanPair.status)
    assert db.session.scalars(statuses).all() == [PairStatus.REFUSED, PairStatus.SENT]

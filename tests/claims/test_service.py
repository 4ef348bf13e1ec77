"""Offers, waitlists, approvals, reservations, and what happens around them in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World, coming
from volunteer.claims import answering, service, teams
from volunteer.claims.jobs import end_what_ran_out
from volunteer.claims.models import Claim
from volunteer.claims.rules import MACHINE, respond_by
from volunteer.claims.states import ClaimStatus
from volunteer.happenings.people import MemberChanged
from volunteer.happenings.projects import HeadcountChanged, SessionCancelled, SessionMoved
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.people.models import MemberKind
from volunteer.projects.models import Position


def tidy_up() -> int:
    with transaction(SYSTEM) as work:
        return end_what_ran_out(work)


def status_of(claim_id: int) -> str:
    db.session.expire_all()
    return db.session.get_one(Claim, claim_id).status


def test_every_state_is_reachable_or_an_entry() -> None:
    entries = {ClaimStatus.CONFIRMED, ClaimStatus.REQUESTED, ClaimStatus.OFFERED, ClaimStatus.WAITLISTED}
    assert MACHINE.unreachable() <= entries


def test_an_offer_stands_a_day_at_most_and_half_of_what_is_left() -> None:
    now = clock.now()
    assert respond_by(now, now + timedelta(days=7), timedelta(hours=24)) == now + timedelta(hours=24)
    assert respond_by(now, now + timedelta(hours=2), timedelta(hours=24)) == now + timedelta(hours=1)


def test_the_unit_says_how_long_an_offer_waits(world: World) -> None:
    world.units["brigade"].settings = {"offer_hours": 6}
    db.session.commit()
    position = world.project(headcount=1, starts=clock.now() + timedelta(days=7)).positions[0]
    offer = service.claim_for(world.actor("team"), position.id, world.members["member"].id)
    assert offer.respond_by is not None
    assert timedelta(hours=5) < offer.respond_by - clock.now() <= timedelta(hours=6)
    answering.decline(world.actor("member"), offer.id)

    held = world.claim("member", position)
    queued = service.claim(world.actor("member_2"), position.id, waitlist=True)
    answering.release(world.actor("member"), held.id)
    promoted = db.session.get_one(Claim, queued.id)
    assert promoted.respond_by is not None
    assert timedelta(hours=5) < promoted.respond_by - clock.now() <= timedelta(hours=6)


def test_a_lapsed_offer_passes_on_down_the_line(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    held = world.claim("member", position)
    second = service.claim(world.actor("member_2"), position.id, waitlist=True)
    third = service.claim(world.actor("member_b"), position.id, waitlist=True)
    answering.release(world.actor("member"), held.id)
    assert status_of(second.id) == ClaimStatus.OFFERED
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert tidy_up() == 1
        assert tidy_up() == 0
        assert (status_of(second.id), status_of(third.id)) == (ClaimStatus.LAPSED, ClaimStatus.OFFERED)


def test_an_offer_that_ran_out_is_in_nobodys_way(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    offer = world.claim("member", position, ClaimStatus.OFFERED)
    with clock.travel(clock.now() + timedelta(hours=25)):
        with pytest.raises(Refused, match="not_in_this_state"):
            answering.accept(world.actor("member"), offer.id)
        assert service.claim(world.actor("member_b"), position.id).status == ClaimStatus.CONFIRMED
    assert status_of(offer.id) == ClaimStatus.LAPSED


def test_nobody_is_promoted_once_the_session_has_begun(world: World) -> None:
    position = world.project(headcount=1, starts=clock.now() + timedelta(hours=1)).positions[0]
    held = world.claim("member", position)
    waiting = service.claim(world.actor("member_2"), position.id, waitlist=True)
    with clock.travel(clock.now() + timedelta(minutes=90)):
        answering.release(world.actor("member"), held.id)
        assert status_of(waiting.id) == ClaimStatus.WAITLISTED
        with pytest.raises(Refused, match="closed"):
            service.claim(world.actor("member_b"), position.id)
        with transaction(world.actor("team")) as work:
            admitted = service.let_in(work, position.id, world.members["member_b"].id)
        assert admitted.status == ClaimStatus.CONFIRMED


def test_service_in_working_time_asks_the_own_leader(world: World) -> None:
    db.session.query(Organ).update({"working_time": WorkingTimeRule.APPROVAL})
    project = world.project()
    project.sessions[0].off_hours = False
    db.session.commit()
    asked = service.claim(world.actor("member"), project.positions[0].id)
    assert asked.status == ClaimStatus.REQUESTED
    with pytest.raises(Forbidden):
        answering.confirm(world.actor("member"), asked.id)
    assert answering.confirm(world.actor("squad"), asked.id).status == ClaimStatus.CONFIRMED


def test_a_late_yes_to_an_invitation_heads_the_waitlist(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    invited = service.invite(world.actor("squad"), position.id, world.members["member"].id)
    service.claim(world.actor("member_b"), position.id)
    service.claim(world.actor("member_a2"), position.id, waitlist=True)
    answer = answering.accept(world.actor("member"), invited.id)
    assert (answer.status, answer.waitlist_place) == (ClaimStatus.WAITLISTED, 1)


def test_what_a_team_does_not_fill_goes_to_the_waitlist_first(world: World) -> None:
    project = world.project(headcount=1)
    position = project.positions[0]
    until = clock.now() + timedelta(days=1)
    teams.reserve(world.actor("team"), project.id, world.units["team_a"].id, {position.id: 1}, until)
    waiting = service.claim(world.actor("member_b"), position.id, waitlist=True)
    with clock.travel(until + timedelta(minutes=1)):
        tidy_up()
        assert status_of(waiting.id) == ClaimStatus.OFFERED
        db.session.expire_all()
        assert (position.taken, position.reserved) == (1, 0)


def test_a_moved_session_asks_again_and_notices_the_overlap(world: World) -> None:
    moved = world.project(title="被改期").sessions[0]
    claim = world.claim("member", moved.positions[0])
    other = world.claim("member", world.project(starts=coming(days=9)).positions[0])
    starts = coming(days=9)
    moved.starts, moved.ends = starts, starts + timedelta(hours=2)
    with transaction(SYSTEM) as work:
        work.record(
            SessionMoved(subject_id=moved.id, project_id=moved.project_id, starts=moved.starts, ends=moved.ends)
        )
    db.session.expire_all()
    assert (claim.status, claim.blocks, claim.period.lower) == (ClaimStatus.RECONFIRM, False, starts)
    with pytest.raises(Refused, match="overlap"):
        answering.accept(world.actor("member"), claim.id)
    answering.release(world.actor("member"), other.id)
    assert answering.accept(world.actor("member"), claim.id).status == ClaimStatus.CONFIRMED


def test_a_cancelled_session_frees_everybody(world: World) -> None:
    session = world.project().sessions[0]
    claims = [world.claim("member", session.positions[0]), world.claim("member_b", session.positions[0])]
    with transaction(SYSTEM) as work:
        work.record(SessionCancelled(subject_id=session.id, project_id=session.project_id, reason="台风"))
    assert [status_of(claim.id) for claim in claims] == [ClaimStatus.RELEASED] * 2
    assert session.positions[0].taken == 0


def test_more_places_go_to_the_waitlist(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    world.claim("member", position)
    waiting = service.claim(world.actor("member_b"), position.id, waitlist=True)
    with transaction(SYSTEM) as work:
        db.session.get_one(Position, position.id).headcount = 2
        work.record(HeadcountChanged(subject_id=position.project_id, position_id=position.id, headcount=2))
    assert status_of(waiting.id) == ClaimStatus.OFFERED


def test_whoever_leaves_gives_back_what_lies_ahead(world: World) -> None:
    position = world.project(headcount=1).positions[0]
    claim = world.claim("member", position)
    waiting = service.claim(world.actor("member_b"), position.id, waitlist=True)
    member = world.members["member"]
    with transaction(SYSTEM) as work:
        work.record(MemberChanged(subject_id=member.id, member_account_id=member.account_id, kind=MemberKind.LEFT))
    assert (status_of(claim.id), status_of(waiting.id)) == (ClaimStatus.RELEASED, ClaimStatus.OFFERED)
    told = db.session.query(Notice).filter_by(kind="claim.released").one()
    assert told.account_id == world.accounts["team"].id

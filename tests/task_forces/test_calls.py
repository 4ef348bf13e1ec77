"""Calling out: who is asked, what a yes is, what gives way, how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.claims.test_races import counted
from tests.support.races import all_at_once
from tests.support.statements import counted_statements
from tests.support.world import World
from tests.task_forces.calling import a_force, a_need, an_emergency, call_everybody, claim_of
from volunteer.claims import answering, service
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM, Actor
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.projects.models import Position, ServiceSession
from volunteer.task_forces import answers, calls
from volunteer.task_forces.calls import Whom
from volunteer.task_forces.jobs import end_what_is_over
from volunteer.task_forces.models import Bypass
from volunteer.taxonomy.models import Category


def bypassed() -> list[str]:
    return list(db.session.scalars(select(Bypass.rule).order_by(Bypass.id)))


def asked(position_id: int) -> set[int]:
    return set(db.session.scalars(select(Claim.member_id).where(Claim.position_id == position_id)))


def move_session(made_position_id: int, **by: float) -> None:
    """Let time pass: the call's session lies so much earlier."""
    session = db.session.get_one(Position, made_position_id).session
    session.starts -= timedelta(**by)
    session.ends -= timedelta(**by)
    db.session.commit()


def test_everybody_below_the_calling_unit_is_asked_urgently(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    assert asked(made.position_id) == {member.id for member in world.members.values()}
    assert claim_of(world, "member", made).source == ClaimSource.CALL_OUT
    told = db.session.scalars(select(Notice).where(Notice.kind == "call_out.made")).all()
    assert {notice.account_id for notice in told} == {member.account_id for member in world.members.values()}
    sent = db.session.scalars(select(OutboxMessage)).all()
    assert len(sent) == len(world.members)
    assert all(message.payload["urgent"] for message in sent)


def test_calling_costs_the_same_statements_for_more_people(world: World) -> None:
    an_emergency(world)
    with counted_statements() as few:
        call_everybody(world)
    for n in range(60):
        world.add_member(f"more_{n}", "squad_b1")
    with counted_statements() as many:
        made = call_everybody(world, title="第二次")
    assert len(asked(made.position_id)) == 64
    assert len(many) <= len(few)


def test_who_takes_a_break_is_left_alone(world: World) -> None:
    an_emergency(world)
    world.members["member"].paused_until = clock.today() + timedelta(days=3)
    db.session.commit()
    assert world.members["member"].id not in asked(call_everybody(world).position_id)


def test_a_yes_is_a_claim_and_a_late_yes_waits(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world, headcount=1)
    first = answers.come(world.actor("member"), claim_of(world, "member", made).id)
    second = answers.come(world.actor("member_2"), claim_of(world, "member_2", made).id)
    assert (first.status, second.status) == (ClaimStatus.CONFIRMED, ClaimStatus.WAITLISTED)


def test_who_comes_after_the_muster_is_still_let_in(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    move_session(made.position_id, hours=1)
    assert answers.come(world.actor("member"), claim_of(world, "member", made).id).status == ClaimStatus.CONFIRMED


def test_working_time_needs_no_consent_and_is_listed(world: World) -> None:
    an_emergency(world)
    db.session.query(Organ).update({"working_time": WorkingTimeRule.APPROVAL})
    made = call_everybody(world)
    db.session.query(ServiceSession).update({"off_hours": False})
    db.session.commit()
    taken = answers.come(world.actor("member"), claim_of(world, "member", made).id)
    assert taken.status == ClaimStatus.CONFIRMED
    assert bypassed().count("working_time") == 1


def test_without_an_emergency_the_usual_rules_hold(world: World) -> None:
    db.session.query(Organ).update({"working_time": WorkingTimeRule.APPROVAL})
    db.session.commit()
    made = call_everybody(world)
    db.session.query(ServiceSession).update({"off_hours": False})
    db.session.commit()
    taken = answers.come(world.actor("member"), claim_of(world, "member", made).id)
    assert taken.status == ClaimStatus.REQUESTED
    assert bypassed() == []


@pytest.mark.parametrize(("emergency", "called"), [(True, True), (False, False)])
def test_the_cap_on_open_offers_gives_way_in_an_emergency(world: World, emergency: bool, called: bool) -> None:
    if emergency:
        an_emergency(world)
    for n in range(3):
        service.invite(world.actor("team"), world.project(title=f"活动{n}").positions[0].id, world.members["member"].id)
    made = call_everybody(world)
    assert (world.members["member"].id in asked(made.position_id)) is called
    assert ("offer_cap" in bypassed()) is called


def test_an_open_call_does_not_use_up_the_offers_a_member_may_have(world: World) -> None:
    an_emergency(world)
    for n in range(3):
        call_everybody(world, title=f"集结{n}")
    invited = service.invite(world.actor("team"), world.project().positions[0].id, world.members["member"].id)
    assert invited.status == ClaimStatus.INVITED


def test_missing_safeguards_are_listed_in_an_emergency_and_refused_without(world: World) -> None:
    with pytest.raises(Refused, match="incomplete"):
        call_everybody(world, category="tutoring", headcount=1)
    an_emergency(world)
    call_everybody(world, category="tutoring", headcount=1)
    assert "review" in bypassed()
    kept = db.session.scalars(select(Bypass.details).where(Bypass.rule == "safeguards")).one()
    assert kept["safeguards"] == ["min_helpers"]


def test_a_service_at_the_same_time_is_shown_and_left_in_one_step(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    session = db.session.get_one(Position, made.position_id).session
    other = world.claim("member", world.project(starts=session.starts + timedelta(minutes=30)).positions[0])
    call = claim_of(world, "member", made)
    assert [one.id for one in answers.own_call(world.actor("member"), call.id).elsewhere] == [other.id]
    with pytest.raises(Refused, match="overlap"):
        answers.come(world.actor("member"), call.id)
    assert answers.come(world.actor("member"), call.id, [other.id]).status == ClaimStatus.CONFIRMED
    db.session.expire_all()
    assert db.session.get_one(Claim, other.id).status == ClaimStatus.RELEASED


def test_a_no_is_a_no_and_may_become_a_yes_no_more(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    call = claim_of(world, "member", made)
    assert answers.stay_away(world.actor("member"), call.id).status == ClaimStatus.DECLINED
    with pytest.raises(Refused, match="not_in_this_state"):
        answers.come(world.actor("member"), call.id)


def test_nobody_answers_for_another(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    with pytest.raises(NotVisible):
        answers.come(world.actor("member_2"), claim_of(world, "member", made).id)


def test_of_thirty_at_once_twenty_get_the_twenty_places(world: World) -> None:
    an_emergency(world)
    for n in range(30):
        world.add_member(f"racer_{n}", "squad_a1")
    made = call_everybody(world, headcount=20)
    racers = [(world.actor(f"racer_{n}"), claim_of(world, f"racer_{n}", made).id) for n in range(30)]
    db.session.rollback()

    def coming(actor: Actor, claim_id: int) -> Callable[[], str]:
        return lambda: answers.come(actor, claim_id).status

    said = all_at_once(world, [coming(actor, claim_id) for actor, claim_id in racers])
    assert said == {"confirmed": 20, "waitlisted": 10}
    assert counted(made.position_id) == (20, 20)


def test_calling_twice_at_once_asks_nobody_twice(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    with pytest.raises(Refused, match="already_claimed"):
        service.invite(world.actor("team"), made.position_id, world.members["member"].id)


def test_reminders_go_to_the_silent_and_not_too_often(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    with pytest.raises(Refused, match="reminded_already"):
        calls.remind(world.actor("committee"), made.id)
    made.created_at -= timedelta(minutes=11)
    db.session.commit()
    assert calls.remind(world.actor("committee"), made.id) == len(world.members) - 1
    with pytest.raises(Refused, match="reminded_already"):
        calls.remind(world.actor("committee"), made.id)


def test_closing_tells_the_rest_and_stops_looking(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world, headcount=3)
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    calls.close(world.actor("committee"), made.id)
    told = db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "call_out.closed"))
    assert told == len(world.members) - 1
    assert claim_of(world, "member", made).status == ClaimStatus.CONFIRMED
    assert claim_of(world, "member_b", made).status == ClaimStatus.LAPSED
    assert db.session.get_one(Position, made.position_id).headcount == 1
    with pytest.raises(Refused, match="call_out_closed"):
        calls.remind(world.actor("committee"), made.id)


def test_a_call_that_nobody_followed_is_called_off(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    calls.close(world.actor("committee"), made.id)
    assert db.session.get_one(Position, made.position_id).project.status == "cancelled"


def test_the_clock_closes_what_is_over(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    with transaction(SYSTEM) as work:
        assert end_what_is_over(work) == 0
    move_session(made.position_id, hours=6)
    with transaction(SYSTEM) as work:
        assert end_what_is_over(work) == 1
    assert claim_of(world, "member_b", made).status == ClaimStatus.LAPSED


def test_a_force_s_leader_calls_the_force_and_nobody_else(world: World) -> None:
    an_emergency(world)
    unit = a_force(world, "member_2", "member_b", leader="member")
    leader = world.actor("member")
    made = calls.call_out(leader, Whom(unit_id=unit.id), a_need(world))
    assert asked(made.position_id) == {world.members[name].id for name in ("member", "member_2", "member_b")}
    with pytest.raises((Forbidden, NotVisible)):
        calls.call_out(leader, Whom(unit_id=world.units["squad_a1"].id), a_need(world))


@pytest.mark.parametrize("who", ["team", "squad", "supervisor", "town", "site", "admin"])
def test_who_may_not_call_out(world: World, who: str) -> None:
    an_emergency(world)
    with pytest.raises((Forbidden, NotVisible)):
        calls.call_out(world.actor(who), Whom(unit_id=world.units["team_a"].id), a_need(world))


def test_a_site_in_an_emergency_looks_for_people_at_once(world: World) -> None:
    opened = an_emergency(world)
    position = calls.open_need(world.actor("site"), opened.id, a_need(world))
    assert position.project.status == "published"
    assert bypassed() == ["review"]
    assert service.claim(world.actor("member"), position.id).status == ClaimStatus.CONFIRMED
    with pytest.raises(Forbidden):
        calls.open_need(world.actor("site_3"), opened.id, a_need(world))


def test_nothing_is_opened_at_once_without_an_emergency(world: World) -> None:
    opened = an_emergency(world)
    opened.closed_at = clock.now()
    db.session.commit()
    with pytest.raises(Refused, match="no_emergency"):
        calls.open_need(world.actor("site"), opened.id, a_need(world))


def test_nobody_to_call_leaves_nothing_behind(world: World) -> None:
    an_emergency(world)
    before = db.session.scalar(select(func.count()).select_from(Position))
    with pytest.raises(Refused, match="nobody_to_call"):
        calls.call_out(world.actor("committee"), Whom(unit_id=world.units["brigade"].id, skill="law"), a_need(world))
    assert db.session.scalar(select(func.count()).select_from(Position)) == before


def test_skill_unit_and_distance_narrow_whom_is_called(world: World) -> None:
    an_emergency(world)
    committee, brigade = world.actor("committee"), world.units["brigade"].id
    world.give_skill("member", "nursing")
    made = calls.call_out(committee, Whom(unit_id=brigade, skill="nursing"), a_need(world))
    assert asked(made.position_id) == {world.members["member"].id}
    made = calls.call_out(committee, Whom(unit_id=brigade, below_id=world.units["team_b"].id), a_need(world))
    assert asked(made.position_id) == {world.members["member_b"].id}
    world.members["member_2"].home_lon, world.members["member_2"].home_lat = 113.79, 23.031
    db.session.commit()
    made = calls.call_out(committee, Whom(unit_id=brigade, within_km=0.5), a_need(world))
    assert asked(made.position_id) == {world.members["member_2"].id}


def test_accepting_in_the_schedule_is_the_same_yes(world: World) -> None:
    an_emergency(world)
    made = call_everybody(world)
    taken = answering.accept(world.actor("member"), claim_of(world, "member", made).id)
    assert taken.status == ClaimStatus.CONFIRMED


def test_outside_an_emergency_what_the_category_asks_for_is_said_on_the_form(world: World) -> None:
    db.session.get_one(Category, "care").safeguards = {"insurance": True, "declaration": True}
    db.session.commit()
    with pytest.raises(Invalid) as refused:
        call_everybody(world)
    assert set(refused.value.fields) == {"insurance_note", "assured"}
    made = call_everybody(world, insurance_note="街道已投保意外险，保单问 13800002222", assured=("declaration",))
    project = db.session.get_one(Position, made.position_id).project
    assert project.insurance_note is not None
    assert "13800002222" not in project.insurance_note
    assert project.assured == ["declaration"]

"""Emergencies in time: what they put off and what they leave, how they end, what stays for the review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.claims.test_races import counted
from tests.support.races import all_at_once
from tests.support.world import World
from tests.task_forces.calling import a_force, an_emergency, call_everybody, claim_of
from volunteer.audit.models import AuditEvent
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import Grant, Unit, UnitStatus
from volunteer.projects.models import Position, ServiceSession
from volunteer.projects.states import SessionStatus
from volunteer.task_forces import answers, calls, emergencies, forces
from volunteer.task_forces.jobs import end_what_is_over
from volunteer.task_forces.models import CallOut, Emergency, TaskForce
from volunteer.task_forces.rules import in_quiet_hours
from volunteer.taxonomy.models import Category


def tick() -> int:
    with transaction(SYSTEM) as work:
        return end_what_is_over(work)


def outdoors(category: str) -> None:
    db.session.get_one(Category, category).safeguards = {"outdoor": True}
    db.session.commit()


def test_what_people_are_called_out_to_goes_on(world: World) -> None:
    outdoors("care")
    opened = an_emergency(world, days=1)
    made = call_everybody(world)
    emergencies.extend(world.actor("committee"), opened.id, opened.version, clock.now() + timedelta(days=3))
    session = db.session.get_one(Position, made.position_id).session
    assert session.status == SessionStatus.PLANNED


def test_a_longer_emergency_puts_off_what_lies_in_the_added_time(world: World) -> None:
    outdoors("care")
    opened = an_emergency(world, days=1)
    later = world.project(starts=clock.now() + timedelta(days=2)).sessions[0].id
    elsewhere = world.project(starts=clock.now() + timedelta(days=2), site_id=world.places["site_3"].id).sessions[0].id
    emergencies.extend(world.actor("committee"), opened.id, opened.version, clock.now() + timedelta(days=3))
    assert db.session.get_one(ServiceSession, later).status == SessionStatus.POSTPONED
    assert db.session.get_one(ServiceSession, elsewhere).status == SessionStatus.PLANNED


def test_everybody_on_a_session_put_off_is_told_why(world: World) -> None:
    outdoors("care")
    world.claim("member", world.project(starts=clock.now() + timedelta(hours=20)).positions[0])
    an_emergency(world)
    told = db.session.scalars(select(Notice).where(Notice.account_id == world.members["member"].account_id)).one()
    assert told.kind == "claim.withdrawn"
    assert "台风蓝色预警" in told.parameters["reason"]


@pytest.mark.parametrize("days", [-1, 8])
def test_an_emergency_ends_ahead_within_seven_days(world: World, days: int) -> None:
    with pytest.raises(Invalid):
        an_emergency(world, days=days)


def test_the_clock_closes_an_emergency_with_its_call_outs(world: World) -> None:
    opened = an_emergency(world)
    made = call_everybody(world)
    assert tick() == 0
    opened.opened_at -= timedelta(days=2)
    opened.ends_at -= timedelta(days=2)
    db.session.commit()
    assert tick() == 1
    assert db.session.get_one(Emergency, opened.id).closed_at is not None
    assert db.session.get_one(CallOut, made.id).closed_at is not None
    assert claim_of(world, "member", made).status == ClaimStatus.LAPSED
    told = db.session.scalars(select(Notice.account_id).where(Notice.kind == "emergency.closed")).all()
    assert told == [world.accounts["committee"].id]
    assert tick() == 0


def test_an_emergency_under_way_is_not_reviewed(world: World) -> None:
    opened = an_emergency(world)
    with pytest.raises(Refused, match="not_in_this_state"):
        emergencies.review(world.actor("committee"), opened.id, "太早")
    with pytest.raises(Forbidden):
        emergencies.close(world.actor("team"), opened.id)


def test_the_review_is_on_record(world: World) -> None:
    opened = an_emergency(world)
    emergencies.close(world.actor("committee"), opened.id)
    emergencies.review(world.actor("committee"), opened.id, "处置得当")
    kept = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "emergency.reviewed")).one()
    assert kept.reason == "处置得当"


def test_a_force_ends_after_its_last_day_and_its_roles_with_it(world: World) -> None:
    unit = a_force(world, "member_b", leader="member")
    db.session.get_one(TaskForce, unit.id).ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert tick() == 1
    db.session.expire_all()
    assert db.session.get_one(Unit, unit.id).status == UnitStatus.CLOSED
    ended = db.session.scalars(select(Grant.until).where(Grant.unit_id == unit.id)).one()
    assert ended is not None
    with pytest.raises(Refused, match="unit_closed"):
        forces.draw(world.actor("committee"), unit.id, [world.members["member"].id])


def test_closing_against_thirty_answers_leaves_no_answer_in_between(world: World) -> None:
    an_emergency(world)
    for n in range(10):
        world.add_member(f"racer_{n}", "squad_a1")
    made = call_everybody(world, headcount=20)
    made_id, position_id = made.id, made.position_id
    racers = [(world.actor(f"racer_{n}"), claim_of(world, f"racer_{n}", made).id) for n in range(10)]
    committee = world.actor("committee")
    db.session.rollback()

    def coming(n: int) -> Callable[[], str]:
        return lambda: answers.come(*racers[n]).status

    said = all_at_once(
        world, [*(coming(n) for n in range(10)), lambda: str(calls.close(committee, made_id).closed_at is not None)]
    )
    assert said["True"] == 1
    assert said["confirmed"] + said["not_in_this_state"] + said["closed"] == 10
    taken, held = counted(position_id)
    assert taken == held == said["confirmed"]


def test_quiet_hours_lie_between_ten_and_seven() -> None:
    midnight = clock.local(clock.now()).replace(hour=0, minute=0)
    assert [in_quiet_hours(midnight.replace(hour=hour)) for hour in (6, 7, 21, 22)] == [True, False, False, True]

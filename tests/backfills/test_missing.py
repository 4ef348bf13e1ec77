"""Hours that a member says are missing, on a real database: answered, escalated, taken higher, entered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute
from tests.backfills.backed import PROOF, a_morning, after_the_notice, described, of_session, past_session, status
from tests.backfills.test_service import told
from tests.ledger.test_service import served
from tests.support.races import all_at_once
from tests.support.world import World
from volunteer.activities import service as activities
from volunteer.activities.service import Said
from volunteer.backfills import missing_queries, missing_service
from volunteer.backfills import service as backfills
from volunteer.backfills.entering import Service
from volunteer.backfills.missing_models import MissingHours, MissingStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.ledger.models import HoursEntry, HoursProposal, HoursSource
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Role


def declared(world: World, service: Service | None = None, member: str = "member", minutes: int = 90) -> int:
    """The id of what a member declared: of a claimed session of team_a unless told otherwise."""
    what = service or of_session(past_session(world, member))
    return missing_service.declare(world.actor(member), what, minutes).id


def stands(missing_id: int) -> MissingHours:
    """It, as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(MissingHours, missing_id)


def waiting(world: World, name: str) -> list[int]:
    """What waits for somebody's answer."""
    return [one.id for one in db.session.scalars(missing_queries.to_answer(world.actor(name)))]


def test_what_the_organizer_accepts_becomes_an_entry_with_four_eyes_after_public_notice(world: World) -> None:
    missing_id = declared(world)
    assert stands(missing_id).asked_unit_id == world.units["team_a"].id
    assert (waiting(world, "team"), waiting(world, "squad"), waiting(world, "team_b")) == ([missing_id], [], [])
    hours_id = missing_service.accept(world.actor("team"), missing_id)
    assert (stands(missing_id).status, status(hours_id)) == ("accepted", "on_notice")
    with after_the_notice(hours_id):
        assert perform(backfills.TAKE_EFFECT) == 1
    entry = db.session.execute(select(HoursEntry)).scalar_one()
    assert (entry.minutes, entry.source) == (90, HoursSource.BACKFILLED)
    assert entry.entered_by == world.members["member"].account_id
    assert entry.confirmed_by == world.accounts["team"].id
    assert told(world, "member") == ["missing_hours.accepted", "hours.posted", "hours.confirmed"]
    assert told(world, "team") == ["missing_hours.asked"]


def test_an_activity_without_a_session_is_answered_by_ones_own_squad(world: World) -> None:
    missing_id = declared(world, described(a_morning()))
    assert waiting(world, "squad") == [missing_id]
    hours_id = missing_service.accept(world.actor("squad"), missing_id)
    assert db.session.get_one(HoursProposal, hours_id).note == "清理河道"


def test_a_refusal_goes_to_the_next_tier_and_never_to_the_same_person(world: World) -> None:
    missing_id = declared(world)
    team, member, committee = world.actor("team"), world.actor("member"), world.actor("committee")
    missing_service.refuse(team, missing_id, "没有见到你")
    with pytest.raises(Refused, match="not_in_this_state"):
        missing_service.accept(committee, missing_id)
    missing_service.take_higher(member, missing_id, "我在后厨帮忙，社区可以作证")
    world._grant("team", Role.COMMITTEE, unit="brigade")
    db.session.commit()
    with pytest.raises(Refused, match="answered_before"):
        missing_service.accept(world.actor("team"), missing_id)
    assert (waiting(world, "team"), waiting(world, "committee")) == ([], [missing_id])
    missing_service.refuse(committee, missing_id, "社区也没有记录")
    with pytest.raises(Refused, match="nobody_higher"):
        missing_service.take_higher(member, missing_id, "还是不服")
    kinds = [step.kind for step in stands(missing_id).steps]
    assert kinds == ["asked", "refused", "raised", "refused"]
    assert told(world, "member") == ["missing_hours.refused", "missing_hours.refused"]


def test_what_nobody_answers_goes_up_a_tier_and_stops_at_the_top(world: World) -> None:
    missing_id = declared(world, described(a_morning()))
    for at in ("team_a", "brigade"):
        assert perform(missing_service.ESCALATE) == 0
        with clock.travel(stands(missing_id).answer_by + timedelta(minutes=1)):
            assert perform(missing_service.ESCALATE) == 1
        assert stands(missing_id).asked_unit_id == world.units[at].id
        db.session.execute(
            MissingHours.__table__.update().values(answer_by=clock.now() + timedelta(days=3))  # type: ignore[attr-defined]
        )
        db.session.commit()
    with clock.travel(clock.now() + timedelta(days=30)):
        assert perform(missing_service.ESCALATE) == 0
    assert told(world, "member") == ["missing_hours.escalated", "missing_hours.escalated"]
    with pytest.raises(Refused, match="needs_higher_tier"):
        missing_service.accept(world.actor("squad"), missing_id)
    missing_service.accept(world.actor("committee"), missing_id)


def test_a_long_day_is_accepted_by_a_higher_tier_only(world: World) -> None:
    missing_id = declared(world, described(a_morning(), hours=9), minutes=540)
    with pytest.raises(Refused, match="needs_next_tier"):
        missing_service.accept(world.actor("squad"), missing_id)
    assert stands(missing_id).status == MissingStatus.ASKED
    missing_service.accept(world.actor("team"), missing_id)


def test_what_is_no_missing_hours_is_refused(world: World) -> None:
    hours_id = served(world)
    session = db.session.get_one(HoursProposal, hours_id).session
    assert session is not None
    with clock.travel(session.ends + timedelta(days=1)):
        with pytest.raises(Refused, match="hours_exist"):
            declared(world, of_session(session))
        with pytest.raises(Refused, match="hours_overlap"):
            declared(world, described(session.starts))
    still_in = past_session(world, "member_2", starts=clock.now() + timedelta(hours=1))
    with minute(still_in, 0):
        activities.check_in(world.actor("member_2"), still_in.id, Said(code=code_now(still_in)))
    with clock.travel(still_in.ends + timedelta(days=1)), pytest.raises(Refused, match="forgotten_check_out"):
        declared(world, of_session(still_in), "member_2")
    with pytest.raises(Invalid, match="minutes"):
        declared(world, described(a_morning()), minutes=121)
    with pytest.raises(Forbidden):
        missing_service.declare(world.actor("site"), described(a_morning()), 90)


def test_only_the_member_takes_it_back_or_higher_and_only_leaders_see_it(world: World) -> None:
    missing_id = declared(world)
    with pytest.raises(Forbidden):
        missing_service.withdraw(world.actor("team"), missing_id)
    for name in ("member_2", "team_b", "site"):
        with pytest.raises(NotVisible):
            missing_queries.one(world.actor(name), missing_id)
    missing_service.withdraw(world.actor("member"), missing_id)
    assert stands(missing_id).status == MissingStatus.WITHDRAWN
    session = stands(missing_id).session
    assert session is not None
    again = declared(world, of_session(session, PROOF + "，附照片"))
    with pytest.raises(Refused, match="missing_hours_exist"):
        declared(world, of_session(session))
    assert stands(again).status == MissingStatus.ASKED


def test_nobody_answers_the_own_declaration(world: World) -> None:
    world._grant("member", Role.TEAM_LEADER, unit="team_a")
    db.session.commit()
    missing_id = declared(world)
    with pytest.raises(Refused, match="own_hours"):
        missing_service.accept(world.actor("member"), missing_id)
    assert waiting(world, "member") == []


def test_two_who_answer_at_once_leave_one_answer(world: World) -> None:
    missing_id = declared(world)
    team, committee = world.actor("team"), world.actor("committee")

    def accepts(actor: Actor) -> str:
        missing_service.accept(actor, missing_id)
        return "accepted"

    def refuses(actor: Actor) -> str:
        missing_service.refuse(actor, missing_id, "没有见到你")
        return "refused"

    outcome = all_at_once(world, [lambda: accepts(team), lambda: refuses(committee)])
    assert outcome in ({"accepted": 1, "not_in_this_state": 1}, {"refused": 1, "not_in_this_state": 1})
    assert len(db.session.scalars(select(HoursProposal)).all()) == outcome["accepted"]


def test_sessions_offered_are_those_claimed_without_hours(world: World) -> None:
    session = past_session(world, "member")
    served(world, "member")
    offered = db.session.scalars(missing_queries.sessions_without_hours(world.actor("member"), clock.now())).all()
    assert session.id in [one.id for one in offered]
    missing_service.declare(world.actor("member"), of_session(session), 60)
    offered = db.session.scalars(missing_queries.sessions_without_hours(world.actor("member"), clock.now())).all()
    assert session.id not in [one.id for one in offered]

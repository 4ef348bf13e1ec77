"""Use cases on sessions against a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.projects import session_service
from volunteer.projects.states import ProjectStatus, SessionStatus


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_move_gives_a_new_time_and_counts_the_revision(world: World) -> None:
    session = world.project().sessions[0]
    starts = coming(days=10, hour=19)
    session_service.move(world.actor("team"), session.id, 1, starts, starts + timedelta(hours=1), "文化广场")
    assert (session.starts, session.ends) == (starts, starts + timedelta(hours=1))
    assert (session.public_place, session.sequence, session.version) == ("文化广场", 1, 2)
    assert actions()[0] == "session.moved"


def test_a_stale_move_is_refused(world: World) -> None:
    session = world.project().sessions[0]
    with pytest.raises(Refused, match="stale"):
        session_service.move(world.actor("team"), session.id, 7, coming(days=9))


def test_a_move_must_end_after_it_starts_and_lie_ahead(world: World) -> None:
    session = world.project().sessions[0]
    with pytest.raises(Invalid, match="ends"):
        session_service.move(world.actor("team"), session.id, 1, ends=session.starts)
    with pytest.raises(Invalid, match="starts"):
        session_service.move(world.actor("team"), session.id, 1, starts=clock.now() - timedelta(days=1))
    db.session.expire_all()
    assert session.version == 1


def test_a_postponed_session_gets_a_new_time(world: World) -> None:
    session = world.project().sessions[0]
    session_service.postpone(world.actor("team"), session.id, "台风")
    assert session.status == SessionStatus.POSTPONED
    starts = coming(days=12)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=2))
    assert session.status == SessionStatus.PLANNED


def test_a_session_that_began_stays(world: World) -> None:
    session = world.project(starts=clock.now() - timedelta(minutes=5)).sessions[0]
    team = world.actor("team")
    for attempt in (session_service.postpone, session_service.cancel):
        with pytest.raises(Refused, match="already_begun"):
            attempt(team, session.id)
    with pytest.raises(Refused, match="already_begun"):
        session_service.move(team, session.id, 1, coming(days=3), coming(days=3, hour=11))


def test_cancelled_stays_cancelled(world: World) -> None:
    session = world.project().sessions[0]
    session_service.cancel(world.actor("team"), session.id)
    with pytest.raises(Refused, match="not_in_this_state"):
        session_service.move(world.actor("team"), session.id, session.version, coming(days=9), coming(days=9, hour=11))


def test_sessions_of_a_cancelled_project_are_left_alone(world: World) -> None:
    session = world.project(status=ProjectStatus.CANCELLED).sessions[0]
    with pytest.raises(Refused, match="not_in_this_state"):
        session_service.postpone(world.actor("team"), session.id)


def test_a_foreign_leader_may_not(world: World) -> None:
    session = world.project().sessions[0]
    with pytest.raises(Forbidden):
        session_service.cancel(world.actor("team_b"), session.id)


def test_bulk_cancel_by_town_and_period_within_reach(world: World) -> None:
    inside = world.project(starts=coming(days=2), sessions=3)
    elsewhere = world.project(starts=coming(days=2), site_id=world.places["site_3"].id)
    foreign = world.project(starts=coming(days=2), unit_id=world.units["team_b"].id)
    days = [clock.local(session.starts).date() for session in inside.sessions]
    called_off = session_service.cancel_in_bulk(
        world.actor("team"), world.places["town_1"].id, days[0], days[1], "台风"
    )
    assert called_off == [session.id for session in inside.sessions[:2]]
    assert [session.status for session in (*inside.sessions, *elsewhere.sessions, *foreign.sessions)] == [
        SessionStatus.CANCELLED,
        SessionStatus.CANCELLED,
        SessionStatus.PLANNED,
        SessionStatus.PLANNED,
        SessionStatus.PLANNED,
    ]
    assert actions().count("session.cancelled") == 2


def test_bulk_cancel_wants_a_period_the_right_way_round(world: World) -> None:
    with pytest.raises(Invalid, match="last"):
        session_service.cancel_in_bulk(
            world.actor("team"),
            world.places["town_1"].id,
            clock.today(),
            clock.today() - timedelta(days=1),
            "台风",
        )


def test_a_host_is_named(world: World) -> None:
    session = world.project().sessions[0]
    host = world.accounts["squad"].id
    session_service.name_host(world.actor("team"), session.id, host)
    assert session.host_id == host
    assert actions() == ["session.host_named"]

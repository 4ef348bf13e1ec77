"""The break of a session: inside it, by the clock of the page, along when the session is moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.projects import session_service
from volunteer.projects.models import ServiceSession
from volunteer.projects.rules import moved_break


@pytest.fixture
def session(world: World) -> ServiceSession:
    """From 9:00 until 15:00."""
    return world.project(hours=6).sessions[0]


def rest(world: World, session: ServiceSession, first: float = 3, last: float = 4.5) -> None:
    """Set the break by hours after the start."""
    hours = [session.starts + timedelta(hours=after) for after in (first, last)]
    session_service.set_break(world.actor("team"), session.id, *hours)


def test_the_page_sets_the_break_and_takes_it_out(world: World, session: ServiceSession) -> None:
    browser, path = world.browser("team"), f"/sessions/{session.id}/break"
    assert browser.post(path, {"break_starts": "12:00", "break_ends": "13:30"}).status_code == 303
    db.session.expire_all()
    assert (session.break_starts, session.break_ends) == (
        session.starts + timedelta(hours=3),
        session.starts + timedelta(hours=4.5),
    )
    assert 'value="12:00"' in browser.get(f"/sessions/{session.id}/move").text
    assert "12:00–13:30，不计时长" in text_of(world.browser("member").get(f"/positions/{session.positions[0].id}"))
    assert browser.post(path, {}).status_code == 303
    db.session.expire_all()
    assert session.break_starts is None
    assert list(db.session.scalars(select(AuditEvent.action))) == ["session.break_set"] * 2


@pytest.mark.parametrize(
    "typed",
    [
        {"break_starts": "12:00"},
        {"break_starts": "13:30", "break_ends": "12:00"},
        {"break_starts": "08:00", "break_ends": "09:30"},
        {"break_starts": "09:00", "break_ends": "15:00"},
        {"break_starts": "14:00", "break_ends": "15:30"},
    ],
)
def test_a_break_lies_inside_the_session_and_leaves_something_of_it(
    world: World, session: ServiceSession, typed: dict[str, str]
) -> None:
    answer = world.browser("team").post(f"/sessions/{session.id}/break", typed)
    assert answer.status_code == 422
    db.session.expire_all()
    assert session.break_starts is None


def test_a_session_over_midnight_rests_on_the_next_day(world: World) -> None:
    session = world.project(starts=coming(days=7, hour=22), hours=6).sessions[0]
    world.browser("team").post(f"/sessions/{session.id}/break", {"break_starts": "01:00", "break_ends": "01:30"})
    db.session.expire_all()
    assert session.break_starts == session.starts + timedelta(hours=3)


def test_the_break_follows_a_moved_session(world: World, session: ServiceSession) -> None:
    rest(world, session)
    starts = coming(days=10, hour=14)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=6))
    assert session.break_starts == starts + timedelta(hours=3)
    assert session.break_ends == starts + timedelta(hours=4.5)


def test_a_session_too_short_for_its_break_has_none(world: World, session: ServiceSession) -> None:
    rest(world, session)
    starts = coming(days=10, hour=14)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=4))
    assert (session.break_starts, session.break_ends) == (None, None)


def test_nothing_moves_where_there_is_no_break(session: ServiceSession) -> None:
    assert moved_break(session, session.starts, session.ends) is None


def test_a_break_is_set_by_who_organizes_until_the_end(world: World, session: ServiceSession) -> None:
    with pytest.raises(Forbidden):
        session_service.set_break(world.actor("supervisor"), session.id, None, None)
    with pytest.raises(Invalid):
        session_service.set_break(world.actor("team"), session.id, session.starts, None)
    with clock.travel(session.ends), pytest.raises(Refused, match="not_in_this_state"):
        session_service.set_break(world.actor("team"), session.id, None, None)

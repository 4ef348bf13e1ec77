"""Who never checked out is asked once, after the session, when they left."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute, scan, session_with
from tests.support.world import World, text_of
from volunteer.activities import service
from volunteer.activities.own_leaving import say_leaving
from volunteer.activities.service import Said
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.notices.jobs import ASK_LEAVING, KIND
from volunteer.notices.models import Notice
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus
from volunteer.wiring.processes import JOBS

TWO_DAYS = 48 * 60


@pytest.fixture
def session(world: World) -> ServiceSession:
    """Two hours; `member` is still in, `member_2` checked out."""
    session = session_with(world, "member", "member_2")
    scan(world, "member_2", session)
    with minute(session, -1):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    return session


def run(session: ServiceSession, minutes: float) -> int | None:
    """The job as the clock process does it, so long after the start."""
    with clock.travel(session.starts + timedelta(minutes=minutes)):
        return perform(ASK_LEAVING)


def asked() -> list[tuple[int, str]]:
    """Whom, and where the notice leads."""
    db.session.rollback()
    statement = select(Notice.account_id, Notice.link).where(Notice.kind == KIND)
    return [(account_id, link) for account_id, link in db.session.execute(statement)]


def test_only_who_is_still_in_is_asked_and_once(world: World, session: ServiceSession) -> None:
    assert run(session, 120 + 14) == 0
    assert run(session, 120 + 16) == 1
    assert run(session, 120 + 16) == 0
    assert run(session, 120 + 600) == 0
    assert asked() == [(world.members["member"].account_id, f"/sessions/{session.id}/check-in#left")]


def test_two_schedulers_ask_once(world: World, session: ServiceSession) -> None:
    def other() -> None:
        with world.app.app_context():
            perform(ASK_LEAVING)

    with clock.travel(session.ends + timedelta(hours=1)):
        both = [Thread(target=other) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
    assert len(asked()) == 1


def test_the_notice_leads_to_the_form(world: World, session: ServiceSession) -> None:
    run(session, 150)
    with minute(session, 155):
        member = world.browser("member")
        assert "你还没有签退：请说一下几点离开的" in text_of(member.get("/notices"))
        page = member.get(asked()[0][1])
    assert 'id="left"' in page.text
    assert 'name="left_at"' in page.text


def test_who_has_said_it_is_not_asked(world: World, session: ServiceSession) -> None:
    with minute(session, 125):
        say_leaving(world.actor("member"), session.id, session.ends)
    assert run(session, 150) == 0


def test_every_session_is_asked_about(world: World, session: ServiceSession) -> None:
    later = session_with(world, "member", starts=session.ends + timedelta(hours=1))
    with minute(later, -1):
        service.check_in(world.actor("member"), later.id, Said(code=code_now(later)))
    assert run(session, 150) == 1
    assert run(later, 150) == 1
    assert len(asked()) == 2


def test_what_was_called_off_or_is_long_over_asks_nothing(session: ServiceSession) -> None:
    assert run(session, 120 + TWO_DAYS + 1) == 0
    session.status = SessionStatus.CANCELLED
    db.session.commit()
    assert run(session, 150) == 0


def test_the_clock_process_does_it() -> None:
    assert ASK_LEAVING in JOBS

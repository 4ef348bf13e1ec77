"""Reminders of services: the evening before and two hours before, once, never late, moved with the session."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.notices.reaching import drain, messages
from tests.support.world import World
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.notices.reminders import REMIND
from volunteer.notices.wording import words
from volunteer.projects.states import SessionStatus

STARTS = datetime(2026, 11, 28, 9, 0, tzinfo=SHANGHAI)
EVENING = datetime(2026, 11, 27, 18, 30, tzinfo=SHANGHAI)
MORNING = STARTS - timedelta(hours=2)


@pytest.fixture
def claim(world: World) -> Claim:
    """`member` serves on Saturday morning, and has known it for days."""
    with clock.travel(STARTS - timedelta(days=5)):
        return world.claim("member", world.project(starts=STARTS).positions[0])


def reminded(at: datetime) -> list[str]:
    """The kinds of reminders written at a moment."""
    with clock.travel(at):
        before = len(messages())
        perform(REMIND)
        return [one.payload["kind"] for one in messages()[before:]]


def test_twice_before_a_session_and_each_only_once(claim: Claim, world: World) -> None:
    assert reminded(EVENING - timedelta(hours=1)) == []
    assert reminded(EVENING) == ["session.tomorrow"]
    assert reminded(EVENING + timedelta(minutes=10)) == []
    assert reminded(MORNING - timedelta(minutes=5)) == []
    assert reminded(MORNING + timedelta(minutes=1)) == ["session.soon"]
    assert reminded(MORNING + timedelta(minutes=9)) == []


def test_it_becomes_a_notice_in_words(claim: Claim, world: World) -> None:
    reminded(EVENING)
    with clock.travel(EVENING + timedelta(minutes=1)):
        drain()
        notice = db.session.scalars(select(Notice)).one()
        with world.app.test_request_context():
            said = words(notice.kind, notice.parameters)
    assert notice.account_id == world.members["member"].account_id
    assert notice.link == f"/positions/{claim.position_id}"
    assert "明天" in said
    assert "09:00" in said
    assert "社区义诊" in said


@pytest.mark.parametrize("status", [ClaimStatus.RELEASED, ClaimStatus.OFFERED, ClaimStatus.WAITLISTED])
def test_who_has_no_place_is_not_reminded(claim: Claim, world: World, status: ClaimStatus) -> None:
    claim.status, claim.blocks = status, False
    claim.respond_by = STARTS
    db.session.commit()
    assert reminded(EVENING) == []


def test_a_session_called_off_reminds_nobody(claim: Claim, world: World) -> None:
    claim.position.session.status = SessionStatus.CANCELLED
    db.session.commit()
    assert reminded(EVENING) == []


def test_never_after_the_fact_even_when_the_job_slept(claim: Claim, world: World) -> None:
    assert reminded(STARTS - timedelta(minutes=5)) == []
    assert reminded(STARTS + timedelta(minutes=5)) == []
    assert reminded(STARTS + timedelta(days=3)) == []


def test_what_one_claimed_a_moment_ago_needs_no_reminder(world: World) -> None:
    with clock.travel(EVENING):
        world.claim("member", world.project(starts=STARTS).positions[0])
    assert reminded(EVENING + timedelta(minutes=5)) == []
    assert reminded(MORNING + timedelta(minutes=1)) == ["session.soon"]


def test_a_moved_session_is_reminded_of_anew(claim: Claim, world: World) -> None:
    assert reminded(EVENING) == ["session.tomorrow"]
    session = claim.position.session
    session.starts += timedelta(hours=3)
    session.ends += timedelta(hours=3)
    db.session.commit()
    assert reminded(EVENING + timedelta(minutes=5)) == ["session.tomorrow"]
    assert reminded(MORNING + timedelta(minutes=1)) == []
    assert reminded(MORNING + timedelta(hours=3, minutes=1)) == ["session.soon"]

"""A session that is under way, for the tests of this room and of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.support.world import World
from volunteer.activities import rules, service
from volunteer.activities.models import Attendance
from volunteer.activities.service import Said
from volunteer.kernel import clock
from volunteer.projects.models import ServiceSession


def session_with(world: World, *members: str, starts: datetime | None = None, hours: float = 2) -> ServiceSession:
    """A session next week that these members have claimed."""
    project = world.project(starts=starts, hours=hours, headcount=max(len(members), 1))
    for member in members:
        world.claim(member, project.positions[0])
    return project.sessions[0]


@contextmanager
def minute(session: ServiceSession, minutes: float) -> Iterator[None]:
    """The clock stands this many minutes after the start of the session."""
    with clock.travel(session.starts + timedelta(minutes=minutes)):
        yield


def code_now(session: ServiceSession) -> str:
    """What the gate shows."""
    return rules.code_of(session.code_secret, rules.step_at(clock.now()))


def scan(world: World, member: str, session: ServiceSession, came: float = -1, left: float = 120) -> Attendance:
    """The member checks in and out with the code."""
    with minute(session, came):
        service.check_in(world.actor(member), session.id, Said(code=code_now(session)))
    with minute(session, left):
        return service.check_out(world.actor(member), session.id, Said(code=code_now(session)))


def tick(
    world: World, leader: str, member: str, session: ServiceSession, came: float = -1, left: float = 120
) -> Attendance:
    """The leader ticks the member in and out."""
    member_id = world.members[member].id
    with minute(session, came):
        service.check_in(world.actor(leader), session.id, Said(member_id=member_id))
    with minute(session, left):
        return service.check_out(world.actor(leader), session.id, Said(member_id=member_id))

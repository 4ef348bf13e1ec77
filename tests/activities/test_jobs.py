"""Who forgot to check out is flagged, and counted until the end only where a deployment says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute, scan, session_with
from tests.support.world import World
from volunteer.activities import service
from volunteer.activities.jobs import CLOSE_AT_END, close_at_end
from volunteer.activities.models import Attendance, AttendanceStatus, Punch
from volunteer.activities.service import Said
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger.models import HoursProposal
from volunteer.organization.actor import SYSTEM
from volunteer.projects.models import ServiceSession
from volunteer.wiring.processes import JOBS


@pytest.fixture
def session(world: World) -> ServiceSession:
    """`member` came half an hour late and never checked out; `member_2` did both."""
    session = session_with(world, "member", "member_2")
    scan(world, "member_2", session)
    with minute(session, 29.9):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    return session


def run(session: ServiceSession, minutes: float) -> int:
    """The job as the clock process does it, so long after the start."""
    with clock.travel(session.starts + timedelta(minutes=minutes)), transaction(SYSTEM) as work:
        return close_at_end(work)


def of(world: World, member: str) -> Attendance:
    """The attendance of a member."""
    db.session.expire_all()
    statement = select(Attendance).where(Attendance.member_id == world.members[member].id)
    return db.session.scalars(statement).one()


def switch_on(world: World) -> None:
    """The brigade counts until the end."""
    world.units["brigade"].settings = {"close_at_end": 1}
    db.session.commit()


def test_no_minutes_are_invented_by_default(world: World, session: ServiceSession) -> None:
    assert run(session, 300) == 0
    assert (of(world, "member").status, of(world, "member").minutes) == (AttendanceStatus.CHECKED_IN, None)


def test_where_it_is_set_the_end_counts_once_check_out_has_closed(world: World, session: ServiceSession) -> None:
    switch_on(world)
    assert run(session, 239) == 0
    assert run(session, 241) == 1
    assert run(session, 251) == 0
    attendance = of(world, "member")
    assert (attendance.status, attendance.minutes, attendance.last_out) == (
        AttendanceStatus.CHECKED_OUT,
        90,
        session.ends,
    )
    assert db.session.scalars(
        select(HoursProposal.minutes).where(HoursProposal.attendance_id == attendance.id)
    ).all() == [90]


def test_the_check_out_is_nobody_s_word_and_says_so(world: World, session: ServiceSession) -> None:
    switch_on(world)
    run(session, 241)
    attendance = of(world, "member")
    out = db.session.scalars(select(Punch).where(Punch.attendance_id == attendance.id, Punch.kind == "out")).one()
    assert (out.by, out.method, attendance.ticked_by) == (None, "tick", None)
    last = db.session.scalars(
        select(AuditEvent.details).where(AuditEvent.action == "attendance.checked_out").order_by(AuditEvent.id.desc())
    ).first()
    assert last is not None
    assert last["setting"] == "close_at_end"


def test_a_setting_turned_on_later_does_not_reach_back(world: World, session: ServiceSession) -> None:
    switch_on(world)
    assert run(session, 120 + 48 * 60 + 1) == 0
    assert of(world, "member").status == AttendanceStatus.CHECKED_IN


def test_the_clock_process_does_it() -> None:
    assert CLOSE_AT_END in JOBS

"""What a session's break, its organizer's settings and one's own job make of the time somebody was there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import scan, session_with
from tests.support.world import World, coming, text_of
from volunteer.activities import punching
from volunteer.activities.left_out import left_out as left_out_words
from volunteer.activities.minutes import Why
from volunteer.activities.models import Attendance
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal
from volunteer.organization.calendar import is_off_hours
from volunteer.people.models import MemberKind
from volunteer.projects.models import ServiceSession


def a_workday(hour: int) -> datetime:
    """A full hour of the next Wednesday but one."""
    days = (2 - clock.local(clock.now()).weekday()) % 7 + 7
    return coming(days=days, hour=hour)


def own_duty(world: World, *members: str, hour: int = 16, hours: float = 3) -> ServiceSession:
    """A session of team_a that is its organ's own job, partly in working time (until 17:30)."""
    session = session_with(world, *members, starts=a_workday(hour), hours=hours)
    session.project.own_duty = True
    session.off_hours = is_off_hours(session.starts, session.ends)
    db.session.commit()
    return session


def left_out(attendance: Attendance, session: ServiceSession) -> dict[Why, int]:
    """What does not count, by reason."""
    return {left.why: left.minutes for left in punching.counted(attendance, session).left_out}


def test_the_break_counts_for_nobody(world: World) -> None:
    session = session_with(world, "member")
    session.break_starts = session.starts + timedelta(minutes=40)
    session.break_ends = session.starts + timedelta(minutes=70)
    db.session.commit()
    attendance = scan(world, "member", session, came=-0.1, left=120.1)
    assert attendance.minutes == 90
    assert left_out(attendance, session) == {Why.BREAK: 30}


@pytest.mark.parametrize(("settings", "minutes"), [({"minutes_round_to": 30}, 90), ({"minutes_least_share": 100}, 0)])
def test_the_settings_of_the_organizing_unit_hold(world: World, settings: dict[str, int], minutes: int) -> None:
    world.units["brigade"].settings = settings
    session = session_with(world, "member")
    assert scan(world, "member", session, came=2.9, left=120.1).minutes == minutes


def test_a_changed_setting_changes_nothing_that_was_counted(world: World) -> None:
    session = session_with(world, "member")
    attendance = scan(world, "member", session, came=2.9, left=120.1)
    world.units["brigade"].settings = {"minutes_round_to": 30}
    db.session.commit()
    assert attendance.minutes == 117
    assert db.session.scalars(select(HoursProposal.minutes)).one() == 117


def test_ones_own_job_in_working_time_does_not_count(world: World) -> None:
    session = own_duty(world, "member")
    attendance = scan(world, "member", session, came=-0.1, left=180.1)
    assert attendance.minutes == 90
    assert left_out(attendance, session) == {Why.OWN_DUTY: 90}


def test_it_is_nobody_elses_job(world: World) -> None:
    session = own_duty(world, "member_b")
    assert scan(world, "member_b", session, came=-0.1, left=180.1).minutes == 180


def test_the_retired_have_no_working_time(world: World) -> None:
    world.members["member"].kind = MemberKind.RETIRED
    session = own_duty(world, "member")
    assert scan(world, "member", session, came=-0.1, left=180.1).minutes == 180


def test_after_work_ones_own_job_counts_like_any_service(world: World) -> None:
    session = own_duty(world, "member", hour=18, hours=2)
    assert scan(world, "member", session, came=-0.1, left=120.1).minutes == 120


def test_a_deployment_may_let_it_count(world: World) -> None:
    world.units["brigade"].settings = {"own_duty_excluded": 0}
    session = own_duty(world, "member")
    assert scan(world, "member", session, came=-0.1, left=180.1).minutes == 180


def test_the_member_reads_what_does_not_count_and_why(world: World) -> None:
    session = own_duty(world, "member")
    session.break_starts, session.break_ends = (session.starts + timedelta(minutes=m) for m in (100, 110))
    db.session.commit()
    attendance = scan(world, "member", session, came=-0.1, left=180.1)
    said = "中间休息 10 分，工作时间内的本职工作 1 小时 30 分"
    hours = db.session.scalars(select(HoursProposal.id)).one()
    with clock.travel(session.ends):
        assert said in text_of(world.browser("member").get(f"/sessions/{session.id}/check-in"))
        assert said in text_of(world.browser("member").get(f"/hours/{hours}"))
    world.units["brigade"].settings = {"minutes_round_to": 15}
    db.session.commit()
    assert left_out_words(attendance.id) is None, "what was counted by other rules is not explained by today's"


def test_nothing_is_said_where_everything_counts(world: World) -> None:
    attendance = scan(world, "member", session_with(world, "member"), came=-0.1, left=120.1)
    assert left_out_words(attendance.id) is None
    assert left_out_words(None) is None

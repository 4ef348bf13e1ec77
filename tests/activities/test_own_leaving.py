"""Who forgot to check out says when they left; it is their own word, and others vouch for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute, session_with, tick
from tests.support.world import World, text_of
from volunteer.activities import service
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.activities.own_leaving import say_leaving
from volunteer.activities.service import Said
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursProposal
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus

TWO_HOURS = 120


@pytest.fixture
def session(world: World) -> ServiceSession:
    """From 9:00 until 11:00; `member` checked in with the code and never out."""
    session = session_with(world, "member")
    with minute(session, -1):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    return session


@pytest.fixture
def afterwards(session: ServiceSession) -> Iterator[None]:
    """Half an hour after the end."""
    with minute(session, TWO_HOURS + 30):
        yield


def say(world: World, session: ServiceSession, minutes: float, member: str = "member") -> Attendance:
    """The member left so long after the start."""
    return say_leaving(world.actor(member), session.id, session.starts + timedelta(minutes=minutes))


def hours_of(attendance: Attendance) -> HoursProposal:
    """What was proposed."""
    return db.session.scalars(select(HoursProposal).where(HoursProposal.attendance_id == attendance.id)).one()


@pytest.mark.usefixtures("afterwards")
def test_the_minutes_count_until_then(world: World, session: ServiceSession) -> None:
    attendance = say(world, session, 90)
    assert (attendance.status, attendance.minutes) == (AttendanceStatus.CHECKED_OUT, 90)
    out = db.session.scalars(select(Punch).where(Punch.kind == PunchKind.OUT)).one()
    assert (out.method, out.by) == (PunchMethod.OWN, world.members["member"].account_id)
    assert out.received_at == pytest.approx(clock.now(), abs=timedelta(seconds=30))
    details = select(AuditEvent.details).where(AuditEvent.action == "attendance.checked_out")
    assert db.session.scalars(details).one()["method"] == PunchMethod.OWN


@pytest.mark.usefixtures("afterwards")
def test_somebody_else_vouches_before_anybody_confirms(world: World, session: ServiceSession) -> None:
    hours = hours_of(say(world, session, 90))
    assert (hours.ticked, hours.entered_by) == (True, world.members["member"].account_id)
    assert [no.reason for no in ledger.confirm(world.actor("squad"), [hours.id]).refused] == ["needs_countersign"]
    assert ledger.countersign(world.actor("site"), [hours.id]).done == [hours.id]
    assert ledger.confirm(world.actor("squad"), [hours.id]).done == [hours.id]


@pytest.mark.usefixtures("afterwards")
def test_staying_longer_than_the_session_counts_until_its_end(world: World, session: ServiceSession) -> None:
    assert say(world, session, TWO_HOURS + 20).minutes == TWO_HOURS


@pytest.mark.parametrize("left", [-1, TWO_HOURS + 31], ids=["before arriving", "ahead"])
@pytest.mark.usefixtures("afterwards")
def test_a_time_that_cannot_be(world: World, session: ServiceSession, left: float) -> None:
    with pytest.raises(Invalid) as found:
        say(world, session, left)
    assert list(found.value.fields) == ["left_at"]


def test_long_after_the_end_nobody_left(world: World, session: ServiceSession) -> None:
    with minute(session, TWO_HOURS + 300), pytest.raises(Invalid):
        say(world, session, TWO_HOURS + 121)


@pytest.mark.parametrize(
    ("at", "reason"), [(TWO_HOURS - 1, "leave_at_gate"), (TWO_HOURS + 48 * 60 + 1, "leaving_closed")]
)
def test_it_is_said_within_two_days_of_the_end(world: World, session: ServiceSession, at: float, reason: str) -> None:
    with minute(session, at), pytest.raises(Refused, match=reason):
        say(world, session, 60)


@pytest.mark.usefixtures("afterwards")
def test_only_who_is_still_in_has_something_to_say(world: World, session: ServiceSession) -> None:
    never_came = session_with(world, "member_2")
    with pytest.raises(Refused, match="not_checked_in"):
        say(world, never_came, 60, "member_2")
    with pytest.raises(Refused, match="not_yours"):
        say(world, session, 60, "member_b")
    with pytest.raises(Forbidden):
        say(world, session, 60, "site")
    say(world, session, 60)
    with pytest.raises(Refused, match="not_in_this_state"):
        say(world, session, 80)


@pytest.mark.usefixtures("afterwards")
def test_not_once_the_session_was_called_off(world: World, session: ServiceSession) -> None:
    session.status = SessionStatus.CANCELLED
    db.session.commit()
    with pytest.raises(Refused, match="not_in_this_state"):
        say(world, session, 60)


def test_what_is_confirmed_stays(world: World) -> None:
    session = session_with(world, "member")
    attendance = tick(world, "team", "member", session)
    hours = hours_of(attendance)
    with minute(session, 150):
        ledger.countersign(world.actor("site"), [hours.id])
        assert ledger.confirm(world.actor("squad"), [hours.id]).done == [hours.id]
        with pytest.raises(Refused, match="not_in_this_state"):
            say(world, session, 60)
        page = world.browser("member").get(f"/sessions/{session.id}/check-in")
    assert "打开这一条提出异议" in text_of(page)
    assert 'href="/me/hours"' in page.text
    assert 'name="left_at"' not in page.text


@pytest.mark.usefixtures("afterwards")
def test_the_page_asks_once_and_the_gate_shows_whose_word_it_is(world: World, session: ServiceSession) -> None:
    member, path = world.browser("member"), f"/sessions/{session.id}"
    page = member.get(f"{path}/check-in")
    assert "忘了签退？说一下几点离开的" in text_of(page)
    assert 'value="11:00"' in page.text
    assert member.post(f"{path}/left", {"left_at": "10:30"}).status_code == 303
    answered = member.get(f"{path}/check-in")
    assert "本次服务 1 小时 30 分" in text_of(answered)
    assert 'name="left_at"' not in answered.text
    gate = text_of(world.browser("site").get(f"{path}/gate"))
    assert "08:59 扫码" in gate
    assert "10:30 签退（自报）" in gate


@pytest.mark.usefixtures("afterwards")
def test_what_is_wrong_is_said_at_the_field(world: World, session: ServiceSession) -> None:
    member, path = world.browser("member"), f"/sessions/{session.id}/left"
    for typed, words in (("", "请填写离开时间"), ("08:30", "不能早于上一次签到或签退"), ("12:00", "不能晚于现在")):
        page = member.post(path, {"left_at": typed})
        assert (page.status_code, words in text_of(page)) == (422, True)
    refused = world.browser("member_b").post(path, {"left_at": "10:00"})
    assert (refused.status_code, "没有找到本场的报名" in text_of(refused)) == (409, True)
    assert member.post("/sessions/99999999/left", {"left_at": "10:00"}).status_code == 404


def test_a_session_over_midnight_ends_on_the_next_day(world: World) -> None:
    evening = clock.local(clock.now() + timedelta(days=7)).replace(hour=22, minute=0, second=0, microsecond=0)
    session = session_with(world, "member", starts=evening, hours=4)
    with minute(session, -1):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    with minute(session, 300):
        world.browser("member").post(f"/sessions/{session.id}/left", {"left_at": "00:30"})
    db.session.expire_all()
    assert db.session.scalars(select(Attendance.minutes)).all() == [150]


def test_after_two_days_the_page_leads_to_missing_hours(world: World, session: ServiceSession) -> None:
    member = world.browser("member")
    with minute(session, TWO_HOURS + 49 * 60):
        page = member.get(f"/sessions/{session.id}/check-in")
        assert 'name="left_at"' not in page.text
        assert f'href="/me/missing-hours/new?session={session.id}"' in page.text
        assert member.get(f"/me/missing-hours/new?session={session.id}").status_code == 200


def test_where_there_is_no_gate_the_time_can_be_said_too(world: World) -> None:
    session = session_with(world, "member")
    session.own_word = True
    db.session.commit()
    member = world.browser("member")
    with minute(session, -1):
        member.post(f"/sessions/{session.id}/check-in", {"kind": "in"})
    with minute(session, 200):
        assert member.post(f"/sessions/{session.id}/left", {"left_at": "10:00"}).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Attendance.minutes)).all() == [60]


@pytest.mark.usefixtures("afterwards")
def test_over_the_api(world: World, session: ServiceSession) -> None:
    member, path = world.api("member"), f"/sessions/{session.id}/check-outs"
    left = (session.starts + timedelta(minutes=45)).isoformat()
    both = member.post(path, {"left_at": left, "code": "123456"})
    assert (both.status_code, "left_at" in both.text) == (422, True)
    answer = member.post(path, {"left_at": left})
    assert (answer.status_code, answer.json["status"], answer.json["minutes"]) == (201, "checked_out", 45)
    assert world.api("member").post(f"/sessions/{session.id}/check-ins", {"left_at": left}).status_code == 422

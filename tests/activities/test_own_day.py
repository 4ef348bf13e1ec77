"""The check-in page says where the member stands, and asks only for what can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.activities.day import minute, scan, session_with, tick
from tests.support.world import World, text_of
from volunteer.activities import service
from volunteer.activities.own_day import Standing, own_day
from volunteer.activities.service import Said
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus


@pytest.fixture
def session(world: World) -> ServiceSession:
    """Two hours that begin soon; `member` has signed up."""
    return session_with(world, "member", starts=clock.now() + timedelta(hours=1))


def standing(world: World, session: ServiceSession, member: str = "member") -> Standing:
    return own_day(world.actor(member), session, clock.now()).standing


@pytest.mark.parametrize(
    ("at", "expected", "words"),
    [
        (-31, Standing.EARLY, "开放"),
        (-30, Standing.READY, "现场屏幕上的六位数字"),
        (119, Standing.READY, "现场屏幕上的六位数字"),
        (121, Standing.TOO_LATE, "请现场负责人在结束后 48 小时内补登"),
    ],
)
def test_before_arriving(world: World, session: ServiceSession, at: float, expected: Standing, words: str) -> None:
    with minute(session, at):
        assert standing(world, session) == expected
        page = world.browser("member").get(f"/sessions/{session.id}/check-in")
        assert words in text_of(page)
        assert ('id="code"' in page.text) is (expected == Standing.READY)
        assert "联系李社工 13900000000" in text_of(page)


@pytest.mark.parametrize(
    ("at", "expected", "words"),
    [
        (60, Standing.HERE, "服务结束时再签退"),
        (130, Standing.HERE, "还在现场？扫码签退"),
        (241, Standing.FORGOT_TO_LEAVE, "说一下几点离开的"),
        (49 * 60 + 121, Standing.FORGOT_TO_LEAVE, "请申报漏记"),
    ],
)
def test_after_arriving(world: World, session: ServiceSession, at: float, expected: Standing, words: str) -> None:
    with minute(session, 0):
        service.check_in(world.actor("team"), session.id, Said(member_id=world.members["member"].id))
    with minute(session, at):
        assert standing(world, session) == expected
        page = world.browser("member").get(f"/sessions/{session.id}/check-in")
        assert words in text_of(page)
        assert ('name="kind" value="out"' in page.text) is (expected == Standing.HERE)


def test_whoever_left_may_come_back_until_the_end(world: World, session: ServiceSession) -> None:
    scan(world, "member", session, came=0, left=30)
    with minute(session, 40):
        day = own_day(world.actor("member"), session, clock.now())
        assert (day.standing, day.may_return) == (Standing.LEFT, True)
        assert "又回来了" in text_of(world.browser("member").get(f"/sessions/{session.id}/check-in"))
    with minute(session, 121):
        assert not own_day(world.actor("member"), session, clock.now()).may_return
        assert 'id="code"' not in world.browser("member").get(f"/sessions/{session.id}/check-in").text


def test_confirmed_hours_end_the_day(world: World, session: ServiceSession) -> None:
    attendance = tick(world, "team", "member", session)
    attendance.status, attendance.accepted_at = "accepted", clock.now()
    db.session.commit()
    with minute(session, 300):
        assert standing(world, session) == Standing.CONFIRMED
        assert "本次服务时长已认定" in text_of(world.browser("member").get(f"/sessions/{session.id}/check-in"))


def test_who_never_signed_up_is_told_so_and_not_whom_to_call(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        assert standing(world, session, "member_b") == Standing.NOT_SIGNED_UP
        page = world.browser("member_b").get(f"/sessions/{session.id}/check-in")
        assert "没有找到你在本场的报名" in text_of(page)
        assert "13900000000" not in page.text
        assert 'id="code"' not in page.text


def test_a_session_that_was_called_off_or_missed(world: World, session: ServiceSession) -> None:
    world.claim("member_2", session.positions[0], ClaimStatus.NO_SHOW)
    with minute(session, 130):
        assert standing(world, session, "member_2") == Standing.MISSED
    session.status = SessionStatus.CANCELLED
    db.session.commit()
    assert standing(world, session) == Standing.CALLED_OFF

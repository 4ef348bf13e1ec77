"""Six digits cannot be guessed: wrong codes are counted by member and session, and the count outlives the refusal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.activities.day import code_now, minute, session_with
from tests.support.world import World
from volunteer.activities import code_tries, rules, service
from volunteer.activities.models import Attendance, PunchKind, WrongCode
from volunteer.activities.own_punch import punch_oneself
from volunteer.activities.service import Said
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.projects.models import ServiceSession

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session that two members have claimed, within the life of a token."""
    return session_with(world, "member", "member_2", starts=clock.now() + timedelta(hours=1))


def wrong(session: ServiceSession) -> str:
    """Six digits that the gate shows neither now nor a step before."""
    step = rules.step_at(clock.now())
    shown = {rules.code_of(session.code_secret, step - n) for n in range(rules.TOLERATED_STEPS + 1)}
    return next(code for code in ("000000", "000001", "000002") if code not in shown)


def guess(world: World, session: ServiceSession, code: str, who: str = "member") -> str | None:
    """Why a code was not taken; None if it was."""
    try:
        answer = punch_oneself(world.actor(who), session.id, PunchKind.IN, Said(code=code))
    except Refused as refusal:
        return refusal.reason
    return answer.reason if isinstance(answer, Refused) else None


@pytest.mark.parametrize(
    ("tries", "minutes", "left"), [(4, 0, None), (5, 0, 10), (5, 9, 1), (5, 10, None), (9, 4, 6), (9, 30, None)]
)
def test_five_wrong_codes_within_ten_minutes_are_too_many(tries: int, minutes: int, left: int | None) -> None:
    wait = code_tries.wait_left(tries, NOON, NOON + timedelta(minutes=minutes))
    assert wait == (None if left is None else timedelta(minutes=left))


def test_the_fifth_wrong_code_closes_the_door_to_guesses_and_to_right_codes(
    world: World, session: ServiceSession
) -> None:
    with minute(session, 0):
        assert [guess(world, session, wrong(session)) for _ in range(5)] == ["code_expired"] * 4 + ["too_many_tries"]
        assert guess(world, session, code_now(session)) == "too_many_tries"
        assert guess(world, session, code_now(session), "member_2") is None, "others are not held up"
    with minute(session, 9.9):
        assert guess(world, session, code_now(session)) == "too_many_tries"
    with minute(session, 10.1):
        assert guess(world, session, code_now(session)) is None


def test_the_leader_still_ticks_who_has_to_wait(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        for _ in range(5):
            guess(world, session, wrong(session))
        service.check_in(world.actor("site"), session.id, Said(member_id=world.members["member"].id))
    assert db.session.scalar(select(func.count(Attendance.id))) == 1


def test_the_count_begins_anew_after_ten_minutes(world: World, session: ServiceSession) -> None:
    for at in (0, 0, 0, 0, 10.1, 10.2):
        with minute(session, at):
            assert guess(world, session, wrong(session)) == "code_expired"
    assert db.session.execute(select(WrongCode.tries)).scalar_one() == 2


def test_another_session_counts_for_itself(world: World, session: ServiceSession) -> None:
    other = session_with(world, "member", starts=session.starts + timedelta(hours=3))
    with minute(session, 0):
        for _ in range(5):
            guess(world, session, wrong(session))
    with minute(other, -30):
        assert guess(world, other, code_now(other)) is None


def test_what_is_wrong_for_another_reason_is_no_guess(world: World, session: ServiceSession) -> None:
    with minute(session, -60):
        assert guess(world, session, code_now(session)) == "not_open_yet"
    with minute(session, 0):
        assert guess(world, session, code_now(session), "member_b") == "not_yours"
    assert db.session.scalar(select(func.count()).select_from(WrongCode)) == 0


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "tap"}])
def test_guesses_over_the_api_are_counted_with_and_without_a_key(
    world: World, session: ServiceSession, headers: dict[str, str]
) -> None:
    member, path = world.api("member"), f"/sessions/{session.id}/check-ins"
    with minute(session, 0):
        answers = [member.post(path, {"code": wrong(session)}, **headers) for _ in range(6)]
        assert [(a.status_code, a.json["reason"]) for a in answers] == [
            *[(409, "code_expired")] * 4,
            *[(409, "too_many_tries")] * 2,
        ]
        assert "分钟后再试" in answers[-1].json["message"]


def test_check_out_is_guarded_too(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        assert guess(world, session, code_now(session)) is None
        for _ in range(5):
            punch_oneself(world.actor("member"), session.id, PunchKind.OUT, Said(code=wrong(session)))
    with minute(session, 1), pytest.raises(Refused, match="too_many_tries"):
        punch_oneself(world.actor("member"), session.id, PunchKind.OUT, Said(code=code_now(session)))


def test_the_page_says_how_long_to_wait(world: World, session: ServiceSession) -> None:
    member, path = world.browser("member"), f"/sessions/{session.id}/check-in"
    with minute(session, 0):
        for _ in range(5):
            answer = member.post(path, {"code": wrong(session), "kind": "in"})
            assert answer.status_code == 409
        assert "请 10 分钟后再试，或请现场负责人点名" in answer.get_data(as_text=True)

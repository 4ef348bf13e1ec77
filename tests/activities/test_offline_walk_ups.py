"""Somebody comes along while the gate has no network: noted by the number they say, let in as of that time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.activities.day import minute
from tests.support.races import all_at_once
from tests.support.world import World, text_of
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, WalkUpNotAdded
from volunteer.activities.offline import Answer, Result, take_in
from volunteer.activities.offline_judging import Noted, WalkUp
from volunteer.activities.offline_walk_ups import not_added
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people.models import MemberKind
from volunteer.projects.models import Position, ServiceSession
from volunteer.taxonomy.models import Category

IN, OUT = PunchKind.IN, PunchKind.OUT
PHONE = "13712345678"


@pytest.fixture
def session(world: World) -> ServiceSession:
    """Two places, one of them taken by `member`; `member_b`, of another team, has a phone."""
    world.members["member_b"].phone = PHONE
    project = world.project(starts=clock.now() + timedelta(hours=1), headcount=2)
    world.claim("member", project.positions[0])
    return project.sessions[0]


def walk_up(
    session: ServiceSession, at: datetime, named: str = PHONE, kind: PunchKind = IN, client_id: str = "came-along-1"
) -> Noted:
    """An entry as it waits on the leader's device."""
    return Noted(client_id, kind, at, walk_up=WalkUp(named, session.positions[0].id))


def send(world: World, session: ServiceSession, *noted: Noted, by: str = "site") -> list[Answer]:
    """What a device sends now."""
    return take_in(world.actor(by), session.id, clock.now(), noted)


def reason(answer: Answer) -> str | None:
    """Why an entry was refused."""
    return answer.refusal.reason if answer.refusal else None


def attendance(world: World, who: str) -> Attendance | None:
    """A member's only attendance, as stored."""
    statement = select(Attendance).where(Attendance.member_id == world.members[who].id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def taken() -> int:
    """Places taken in the only position."""
    return db.session.execute(select(Position.taken)).scalar_one()


@pytest.mark.parametrize("by_number", [False, True])
@pytest.mark.parametrize("received", [30, 120 + 60])
def test_a_claim_and_a_check_in_as_of_then(
    world: World, session: ServiceSession, by_number: bool, received: int
) -> None:
    named = world.members["member_b"].number.lower() if by_number else f" {PHONE}"
    came = session.starts + timedelta(minutes=10)
    with minute(session, received):
        for result in (Result.ACCEPTED, Result.REPEATED, Result.REPEATED):
            (answer,) = send(world, session, walk_up(session, came, named))
            assert answer.result is result
    there = attendance(world, "member_b")
    assert there
    assert (there.status, there.first_in) == (AttendanceStatus.CHECKED_IN, came)
    assert there.ticked_by == world.accounts["site"].id
    claim = db.session.get_one(Claim, there.claim_id)
    assert (claim.status, claim.source, claim.created_at) == (ClaimStatus.ATTENDED, ClaimSource.WALK_UP, came)
    assert taken() == 2
    assert not_added(session.id) == []


def test_leaving_may_arrive_before_coming(world: World, session: ServiceSession) -> None:
    came, left = session.starts, session.starts + timedelta(minutes=50)
    with minute(session, 100):
        for at, kind in ((left, OUT), (came, IN)):
            (answer,) = send(world, session, walk_up(session, at, kind=kind, client_id=f"came-along-{kind}"))
            assert answer.result is Result.ACCEPTED
    there = attendance(world, "member_b")
    assert there
    assert (there.status, there.minutes) == (AttendanceStatus.CHECKED_OUT, 50)


def test_who_has_a_claim_is_only_ticked_off(world: World, session: ServiceSession) -> None:
    with minute(session, 30):
        (answer,) = send(world, session, walk_up(session, session.starts, world.members["member"].number))
    assert answer.result is Result.ACCEPTED
    assert taken() == 1


def test_the_last_place_goes_to_who_came_first_however_the_entries_lie(world: World, session: ServiceSession) -> None:
    at = session.starts
    later = walk_up(session, at + timedelta(minutes=5), client_id="came-second")
    first = walk_up(session, at, world.members["member_2"].number, client_id="came-first")
    with minute(session, 30):
        answers = send(world, session, later, first)
    assert [(answer.result, reason(answer)) for answer in answers] == [
        (Result.REFUSED, "full"),
        (Result.ACCEPTED, None),
    ]


def _overlap(world: World, session: ServiceSession) -> None:
    world.claim("member_b", world.project(starts=session.starts).positions[0])


def _paused(world: World, session: ServiceSession) -> None:
    world.members["member_b"].paused_until = clock.local(session.starts).date() + timedelta(days=1)


def _safeguard(world: World, session: ServiceSession) -> None:
    session.project.category = "tutoring"
    db.session.execute(update(Category).values(safeguards={"min_helpers": 3}))


def _full(world: World, session: ServiceSession) -> None:
    world.claim("member_2", session.positions[0])


def _gone(world: World, session: ServiceSession) -> None:
    world.members["member_b"].kind = MemberKind.LEFT


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (_overlap, "overlap"),
        (_paused, "paused"),
        (_safeguard, "safeguard"),
        (_full, "full"),
        (_gone, "nobody_by_that"),
    ],
)
def test_who_cannot_be_added_is_kept_and_shown_with_the_reason(
    world: World, session: ServiceSession, prepare: Any, why: str
) -> None:
    prepare(world, session)
    db.session.commit()
    claims = db.session.scalar(select(func.count(Claim.id)))
    with minute(session, 30):
        for _time in range(3):
            (answer,) = send(world, session, walk_up(session, session.starts + timedelta(minutes=10)))
            assert reason(answer) == why
        page = text_of(world.browser("site").get(f"/sessions/{session.id}/gate"))
    (kept,) = not_added(session.id)
    assert (kept.reason, kept.at) == (why, session.starts + timedelta(minutes=10))
    assert kept.who.endswith("137****5678")
    assert world.members["member_b"].name not in kept.who
    assert f"没有加上：{kept.why}" in page
    assert PHONE not in page
    assert attendance(world, "member_b") is None
    assert db.session.scalar(select(func.count(Claim.id))) == claims
    trail = select(func.count(AuditEvent.id)).where(AuditEvent.action == "session.walk_up_left_out")
    assert db.session.scalar(trail) == 1


def test_once_there_is_a_place_the_same_entry_counts_and_the_remark_goes(world: World, session: ServiceSession) -> None:
    claim = world.claim("member_2", session.positions[0])
    entry = walk_up(session, session.starts + timedelta(minutes=10))
    with minute(session, 30):
        assert reason(send(world, session, entry)[0]) == "full"
        site = world.browser("site")
        site.post(f"/sessions/{session.id}/gate/no-show", {"member_id": claim.member_id})
        assert send(world, session, entry)[0].result is Result.ACCEPTED
    assert not_added(session.id) == []
    assert db.session.scalar(select(func.count(WalkUpNotAdded.client_id))) == 1, "what was kept stays"


def test_who_waits_in_line_stays_there_when_nothing_comes_of_it(world: World, session: ServiceSession) -> None:
    world.claim("member_2", session.positions[0])
    waiting = world.claim("member_b", session.positions[0], ClaimStatus.WAITLISTED)
    with minute(session, 30):
        assert reason(send(world, session, walk_up(session, session.starts))[0]) == "full"
    db.session.refresh(waiting)
    assert waiting.status == ClaimStatus.WAITLISTED


def test_one_refusal_holds_nothing_else_up(world: World, session: ServiceSession) -> None:
    at = session.starts
    tick = Noted("known-here", IN, at, member_id=world.members["member"].id)
    elsewhere = Noted("other-place", IN, at, walk_up=WalkUp(PHONE, world.project().positions[0].id))
    with minute(session, 30):
        answers = send(world, session, walk_up(session, at, "13700000000", client_id="nobody-01"), elsewhere, tick)
    assert [reason(answer) for answer in answers] == ["nobody_by_that", "position_gone", None]


def test_a_phone_of_two_people_is_nobodys(world: World, session: ServiceSession) -> None:
    world.members["member_2"].phone = PHONE
    db.session.commit()
    with minute(session, 30):
        assert reason(send(world, session, walk_up(session, session.starts))[0]) == "nobody_by_that"


@pytest.mark.parametrize("who", ["member", "member_2", "team_b"])
def test_who_does_not_keep_the_gate_learns_and_leaves_nothing(world: World, session: ServiceSession, who: str) -> None:
    with minute(session, 30):
        answers = send(
            world,
            session,
            walk_up(session, session.starts),
            walk_up(session, session.starts, "13700000000", client_id="nobody-01"),
            by=who,
        )
    assert [reason(answer) for answer in answers] == ["not_your_gate"] * 2
    assert db.session.scalar(select(func.count(WalkUpNotAdded.client_id))) == 0


def test_a_time_the_gate_was_shut_lets_nobody_in(world: World, session: ServiceSession) -> None:
    with minute(session, 100):
        (answer,) = send(world, session, walk_up(session, session.starts - timedelta(minutes=31)))
    assert reason(answer) == "not_open_yet"
    assert taken() == 1
    assert [kept.reason for kept in not_added(session.id)] == ["not_open_yet"]


def test_two_devices_at_the_same_moment_give_the_last_place_once(world: World, session: ServiceSession) -> None:
    at, session_id, actor = session.starts, session.id, world.actor("site")
    people = {name: world.members[name].number for name in ("member_b", "member_2")}
    entries = [walk_up(session, at, number, client_id=f"device-{name}") for name, number in people.items()]

    def device(entry: Noted) -> str:
        (answer,) = take_in(actor, session_id, clock.now(), [entry])
        return reason(answer) or str(answer.result)

    with minute(session, 30):
        said = all_at_once(world, [partial(device, entry) for entry in (*entries, *entries)])
    assert said == {"accepted": 1, "repeated": 1, "full": 2}
    assert taken() == 2
    assert db.session.scalar(select(func.count(Punch.id))) == 1


def test_over_the_api(world: World, session: ServiceSession) -> None:
    entry = {"client_id": "came-along-1", "kind": "in", "at": session.starts.isoformat()}
    named = {"walk_up": PHONE, "position_id": session.positions[0].id}
    path = f"/sessions/{session.id}/punches"
    with minute(session, 30):
        site, sent_at = world.api("site"), clock.now().isoformat()
        for wrong in ({"walk_up": PHONE}, {"position_id": 1}, {**named, "member_id": 1}, {**named, "code": "123456"}):
            assert site.post(path, {"sent_at": sent_at, "entries": [{**entry, **wrong}]}).status_code == 422
        unknown = {**entry, **named, "client_id": "nobody-01", "walk_up": "13700000000"}
        answers = site.post(path, {"sent_at": sent_at, "entries": [{**entry, **named}, unknown]}).json["entries"]
    assert [answer["result"] for answer in answers] == ["accepted", "refused"]
    assert answers[1]["message"] == "没有加上：没有找到这个手机号或党员编号，请核对"

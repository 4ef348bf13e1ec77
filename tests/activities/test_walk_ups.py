"""Somebody comes along without a claim: a free place and a tick in one step, by whoever keeps the gate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.activities.day import minute, tick
from tests.support.races import all_at_once
from tests.support.world import World, text_of
from volunteer.activities import service, walk_ups
from volunteer.activities.models import Attendance, AttendanceStatus
from volunteer.activities.service import Said
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.projects.models import Position, ServiceSession


@pytest.fixture
def session(world: World) -> ServiceSession:
    """Two places, one of them taken by `member`."""
    project = world.project(starts=clock.now() + timedelta(hours=1), headcount=2)
    world.claim("member", project.positions[0])
    return project.sessions[0]


def admit(world: World, session: ServiceSession, who: str, by: str = "site") -> Attendance:
    """Let somebody in at the only position."""
    return walk_ups.admit(world.actor(by), session.id, session.positions[0].id, world.members[who].id)


def taken() -> int:
    """Places taken in the only position."""
    return db.session.execute(select(Position.taken)).scalar_one()


def test_a_claim_and_a_check_in_in_one_step(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        attendance = admit(world, session, "member_b")
    assert attendance.status == AttendanceStatus.CHECKED_IN
    assert attendance.ticked_by == world.accounts["site"].id
    claim = db.session.get_one(Claim, attendance.claim_id)
    assert (claim.status, claim.source) == (ClaimStatus.ATTENDED, ClaimSource.WALK_UP)
    assert taken() == 2


def test_the_named_host_lets_people_in_without_any_grant(world: World, session: ServiceSession) -> None:
    session.host_id = world.accounts["member"].id
    db.session.commit()
    with minute(session, 10):
        assert admit(world, session, "member_b", by="member").status == AttendanceStatus.CHECKED_IN


def test_a_full_session_lets_nobody_in(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        admit(world, session, "member_2")
        with pytest.raises(Refused, match="full"):
            admit(world, session, "member_b")
    assert db.session.scalar(select(func.count(Attendance.id))) == 1


def test_the_rules_of_claiming_hold_at_the_gate(world: World, session: ServiceSession) -> None:
    elsewhere = world.project(starts=session.starts, title="另一场")
    world.claim("member_b", elsewhere.positions[0])
    skilled = world.project(starts=session.starts, skill="nursing")
    with minute(session, 10):
        with pytest.raises(Refused, match="overlap"):
            admit(world, session, "member_b")
        with pytest.raises(Refused, match="no_skill"):
            admit(world, skilled.sessions[0], "member_2")


@pytest.mark.parametrize(("at", "reason"), [(-31, "not_open_yet"), (121, "closed")])
def test_the_gate_has_its_hours(world: World, session: ServiceSession, at: int, reason: str) -> None:
    with minute(session, at), pytest.raises(Refused, match=reason):
        admit(world, session, "member_b")
    assert taken() == 1


def test_strangers_and_foreign_positions(world: World, session: ServiceSession) -> None:
    other = world.project(starts=session.starts).positions[0]
    with minute(session, 10):
        with pytest.raises(Forbidden):
            admit(world, session, "member_b", by="team_b")
        with pytest.raises(NotVisible):
            walk_ups.admit(world.actor("site"), session.id, other.id, world.members["member_b"].id)


def test_who_has_a_claim_is_only_ticked_off(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        admit(world, session, "member")
    assert taken() == 1
    assert db.session.execute(select(Claim.status, Claim.source)).one() == (ClaimStatus.ATTENDED, ClaimSource.SELF)


@pytest.mark.parametrize("status", [ClaimStatus.WAITLISTED, ClaimStatus.OFFERED, ClaimStatus.INVITED])
def test_who_waits_or_was_asked_is_let_in(world: World, session: ServiceSession, status: ClaimStatus) -> None:
    world.claim("member_2", session.positions[0], status)
    with minute(session, 10):
        admit(world, session, "member_2")
    assert taken() == 2
    mine = select(Claim.status).where(Claim.member_id == world.members["member_2"].id).order_by(Claim.id)
    assert list(db.session.scalars(mine)) == [ClaimStatus.RELEASED, ClaimStatus.ATTENDED]


def test_who_comes_after_being_noted_as_absent_stands_there_once(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        service.mark_no_show(world.actor("site"), session.id, world.members["member"].id)
    with minute(session, 20):
        admit(world, session, "member")
        words = text_of(world.browser("site").get(f"/sessions/{session.id}/gate"))
    assert "已到 1 / 1" in words
    assert "未到场" not in words


def test_two_gates_never_give_the_last_place_twice(world: World, session: ServiceSession) -> None:
    position, session_id, actor = session.positions[0].id, session.id, world.actor("site")
    people = [world.members[name].id for name in ("member_2", "member_b")]
    attempts = [lambda who=who: walk_ups.admit(actor, session_id, position, who).status for who in people]
    with minute(session, 10):
        assert all_at_once(world, attempts) == {"checked_in": 1, "full": 1}
    assert taken() == 2


def test_over_the_api(world: World, session: ServiceSession) -> None:
    path, position = f"/sessions/{session.id}/check-ins", session.positions[0].id
    with minute(session, 10):
        who = world.members["member_b"].id
        assert world.api("site").post(path, {"member_id": who}).json["reason"] == "not_yours"
        answer = world.api("site").post(path, {"member_id": who, "position_id": position})
        assert (answer.status_code, answer.json["status"]) == (201, "checked_in")
        assert world.api("member_b").post(path, {"position_id": position}).status_code == 422


def test_the_page_finds_by_name_within_reach_and_only_exactly_beyond(world: World, session: ServiceSession) -> None:
    stranger = world.members["member_b"]
    stranger.phone = "13712345678"
    db.session.commit()
    with minute(session, 10):
        team, site = world.browser("team"), world.browser("site")
        assert [found["id"] for found in team.get("/pick/member_at_gate?q=zhangmember_2").json] == [
            world.members["member_2"].id
        ]
        for typed in ("zhangmember_b", "张", "1371234567", stranger.number[:-1]):
            assert site.get(f"/pick/member_at_gate?q={typed}").json == []
        for typed in ("13712345678", stranger.number.lower()):
            (found,) = site.get(f"/pick/member_at_gate?q={typed}").json
            assert found["id"] == stranger.id
            assert stranger.name not in str(found)
            assert stranger.phone not in str(found)
        assert world.browser("member_2").get("/pick/member_at_gate?q=13712345678").json == []


def test_letting_in_on_the_page_without_script(world: World, session: ServiceSession) -> None:
    path, stranger = f"/sessions/{session.id}/gate", world.members["member_b"]
    stranger.phone = "13712345678"
    db.session.commit()
    position = session.positions[0].id
    with minute(session, 10):
        site = world.browser("site")
        assert "临时加人" in text_of(site.get(path))
        nobody = site.post(f"{path}/walk-up", {"member_id_text": "13700000000", "position_id": position})
        assert (nobody.status_code, "没有找到“13700000000”" in text_of(nobody)) == (422, True)
        done = site.post(f"{path}/walk-up", {"member_id_text": "13712345678", "position_id": position})
        assert done.status_code == 303
        after = text_of(site.get(path))
        assert "已登记并点名" in after
        assert "已到 1 / 2" in after
        assert "名额已满，现场不能再加人" in after
        late = site.post(
            f"{path}/walk-up", {"member_id_text": world.members["member_2"].number, "position_id": position}
        )
        assert (late.status_code, "名额已满" in text_of(late)) == (409, True)


def test_a_member_without_a_claim_is_sent_to_the_leader_once_it_has_begun(
    world: World, session: ServiceSession
) -> None:
    page = f"/sessions/{session.id}/check-in"
    with minute(session, -10):
        assert "看看还有没有名额" in text_of(world.browser("member_b").get(page))
    with minute(session, 10):
        words = text_of(world.browser("member_b").get(page))
    assert "请当面请现场负责人登记" in words
    assert "看看还有没有名额" not in words
    with minute(session, 121):
        assert "本场已经结束。如果你参加了" in text_of(world.browser("member_b").get(page))


def test_hours_of_a_walk_up_are_counted_like_any(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        admit(world, session, "member_b")
    with minute(session, 70.5):
        left = service.check_out(world.actor("site"), session.id, Said(member_id=world.members["member_b"].id))
    assert left.minutes == 60
    assert tick(world, "site", "member", session).minutes == 120

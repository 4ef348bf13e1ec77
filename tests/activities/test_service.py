"""Check-in and check-out against a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.activities.day import code_now, minute, scan, session_with, tick
from tests.support.world import World
from volunteer.activities import rules, service
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchMethod
from volunteer.activities.service import Said
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.projects.models import Position, ServiceSession
from volunteer.projects.states import SessionStatus


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session that one member has claimed."""
    return session_with(world, "member")


def claim_status() -> str:
    """The state of the only claim."""
    return db.session.execute(select(Claim.status)).scalar_one()


@pytest.mark.parametrize("who", ["site", "town", "team", "committee"])
def test_site_and_organizer_see_the_code(world: World, session: ServiceSession, who: str) -> None:
    with minute(session, 0):
        shown = service.show_code(world.actor(who), session.id)
        assert shown.code == code_now(session)
    assert shown.valid_until == rules.step_ends(rules.step_at(session.starts))


def test_the_host_sees_the_code_without_any_grant(world: World, session: ServiceSession) -> None:
    session.host_id = world.accounts["member_b"].id
    db.session.commit()
    assert len(service.show_code(world.actor("member_b"), session.id).code) == 6


@pytest.mark.parametrize("who", ["member", "site_3", "team_b", "supervisor"])
def test_nobody_else_sees_the_code(world: World, session: ServiceSession, who: str) -> None:
    with pytest.raises(Forbidden):
        service.show_code(world.actor(who), session.id)


def test_a_session_that_is_not_public_is_not_known(world: World) -> None:
    hidden = world.project(status="draft").sessions[0]
    with pytest.raises(NotVisible):
        service.show_code(world.actor("team_b"), hidden.id)


def test_a_member_checks_in_and_out_with_the_code(world: World, session: ServiceSession) -> None:
    attendance = scan(world, "member", session, came=-10, left=95.1)
    assert attendance.status == AttendanceStatus.CHECKED_OUT
    assert attendance.minutes == 95
    assert attendance.ticked_by is None
    assert attendance.unit_id == world.units["squad_a1"].id
    assert claim_status() == ClaimStatus.ATTENDED


def test_several_pairs_add_up(world: World, session: ServiceSession) -> None:
    scan(world, "member", session, came=0, left=30.4)
    attendance = scan(world, "member", session, came=60, left=90.4)
    assert attendance.minutes == 60
    assert (attendance.last_out - attendance.first_in) // timedelta(minutes=1) == 90


def test_no_claim_no_check_in(world: World, session: ServiceSession) -> None:
    with minute(session, 0), pytest.raises(Refused, match="not_yours"):
        service.check_in(world.actor("member_2"), session.id, Said(code=code_now(session)))


@pytest.mark.parametrize(("at", "reason"), [(-31, "not_open_yet"), (121, "check_in_closed")])
def test_check_in_has_its_hours(world: World, session: ServiceSession, at: int, reason: str) -> None:
    with minute(session, at), pytest.raises(Refused, match=reason):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))


def test_the_organizing_unit_sets_when_the_gate_opens(world: World, session: ServiceSession) -> None:
    world.units["brigade"].settings = {"check_in_opens_minutes": 60}
    db.session.commit()
    with minute(session, -59):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))


def test_a_wrong_or_old_code_is_refused(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        old = code_now(session)
    for code, at in (("000000" if old != "000000" else "000001", 0), (old, 2)):
        with minute(session, at), pytest.raises(Refused, match="code_expired"):
            service.check_in(world.actor("member"), session.id, Said(code=code))
    assert db.session.scalar(select(func.count(Attendance.id))) == 0


def test_one_code_checks_a_member_in_only_once(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        member, said = world.actor("member"), Said(code=code_now(session))
        service.check_in(member, session.id, said)
        with pytest.raises(Refused, match="already_checked_in"):
            service.check_in(member, session.id, said)
        service.check_out(member, session.id, said)
        with pytest.raises(Refused, match="code_used"):
            service.check_in(member, session.id, said)
    assert db.session.scalar(select(func.count(Punch.id))) == 2


def test_no_check_out_without_check_in(world: World, session: ServiceSession) -> None:
    with minute(session, 0), pytest.raises(Refused, match="not_checked_in"):
        service.check_out(world.actor("member"), session.id, Said(code=code_now(session)))


def test_a_cancelled_session_has_no_gate(world: World, session: ServiceSession) -> None:
    session.status = SessionStatus.CANCELLED
    db.session.commit()
    with minute(session, 0):
        for attempt in (
            lambda: service.show_code(world.actor("site"), session.id),
            lambda: service.check_in(world.actor("member"), session.id, Said(code=code_now(session))),
        ):
            with pytest.raises(Refused, match="not_in_this_state"):
                attempt()


def test_a_leader_ticks_a_member(world: World, session: ServiceSession) -> None:
    attendance = tick(world, "team", "member", session)
    assert attendance.ticked_by == world.accounts["team"].id
    assert attendance.minutes == 120


def test_a_stranger_ticks_nobody(world: World, session: ServiceSession) -> None:
    with minute(session, 0), pytest.raises(Forbidden):
        service.check_in(world.actor("team_b"), session.id, Said(member_id=world.members["member"].id))


def test_offline_entries_count_once_and_stay_inside_the_session(world: World, session: ServiceSession) -> None:
    member_id = world.members["member"].id
    site = world.actor("site")
    came = Said(member_id=member_id, at=session.starts + timedelta(minutes=5), client_id="phone-1")
    with minute(session, 60):
        first = service.check_in(site, session.id, came)
        assert service.check_in(site, session.id, came).id == first.id
        for wrong in (61, -45):
            with pytest.raises(Invalid):
                service.check_out(
                    site, session.id, Said(member_id=member_id, at=session.starts + timedelta(minutes=wrong))
                )
        with pytest.raises(Invalid):
            service.check_out(site, session.id, Said(member_id=member_id, at=session.starts))
    assert db.session.scalar(select(func.count(Punch.id))) == 1
    assert first.first_in == came.at


def test_a_client_id_belongs_to_one_member(world: World) -> None:
    session = session_with(world, "member", "member_2")
    with minute(session, 0):
        site = world.actor("site")
        service.check_in(site, session.id, Said(member_id=world.members["member"].id, client_id="x"))
        with pytest.raises(Refused, match="key_reused"):
            service.check_in(site, session.id, Said(member_id=world.members["member_2"].id, client_id="x"))


def test_a_paper_sheet_is_accepted_for_two_days(world: World, session: ServiceSession) -> None:
    member_id, site = world.members["member"].id, world.actor("site")
    came, left = session.starts, session.starts + timedelta(minutes=100)
    with minute(session, 120 + 47 * 60):
        service.check_in(site, session.id, Said(member_id=member_id, at=came))
        attendance = service.check_out(site, session.id, Said(member_id=member_id, at=left))
    assert attendance.minutes == 100
    assert set(db.session.scalars(select(Punch.method))) == {PunchMethod.SHEET}
    with minute(session, 120 + 49 * 60), pytest.raises(Refused, match="check_in_closed"):
        service.check_in(site, session.id, Said(member_id=member_id, at=came))


def test_a_missing_check_out_waits_for_the_leader(world: World, session: ServiceSession) -> None:
    with minute(session, -1):
        service.check_in(world.actor("member"), session.id, Said(code=code_now(session)))
    with minute(session, 300):
        ended = session.starts + timedelta(minutes=110)
        attendance = service.close_missing(world.actor("team"), session.id, world.members["member"].id, ended)
    assert attendance.minutes == 110
    assert attendance.ticked_by == world.accounts["team"].id


def test_no_show_frees_the_place_once_the_session_began(world: World, session: ServiceSession) -> None:
    member_id = world.members["member"].id
    with minute(session, -1), pytest.raises(Refused, match="not_in_this_state"):
        service.mark_no_show(world.actor("site"), session.id, member_id)
    with minute(session, 30):
        service.mark_no_show(world.actor("site"), session.id, member_id)
    assert claim_status() == ClaimStatus.NO_SHOW
    assert db.session.execute(select(Position.taken)).scalar_one() == 0


def test_whoever_came_cannot_be_a_no_show(world: World, session: ServiceSession) -> None:
    scan(world, "member", session)
    with minute(session, 130), pytest.raises(Refused, match="not_in_this_state"):
        service.mark_no_show(world.actor("site"), session.id, world.members["member"].id)


def test_sessions_moved_onto_each_other_never_count_twice(world: World) -> None:
    first = session_with(world, "member")
    scan(world, "member", first)
    second = session_with(world, "member", starts=first.starts + timedelta(hours=2))
    db.session.execute(
        text("UPDATE service_session SET starts = :starts, ends = :ends WHERE id = :id"),
        {"starts": first.starts + timedelta(hours=1), "ends": first.ends + timedelta(hours=1), "id": second.id},
    )
    db.session.commit()
    db.session.refresh(second)
    assert scan(world, "member", second, came=-10, left=120).minutes == 60


def test_every_punch_is_audited(world: World, session: ServiceSession) -> None:
    scan(world, "member", session)
    actions = (
        db.session.execute(text("SELECT action FROM audit_event WHERE subject_kind = 'attendance' ORDER BY id"))
        .scalars()
        .all()
    )
    assert actions == ["attendance.checked_in", "attendance.checked_out", "attendance.completed"]

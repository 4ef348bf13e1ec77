"""Small home visits need no gate: start and finish are the helper's word, and the site vouches for them (D8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute, session_with
from tests.support.world import World, text_of
from volunteer.activities import service
from volunteer.activities.models import Attendance, Punch, PunchKind, PunchMethod
from volunteer.activities.own_punch import punch_oneself
from volunteer.activities.service import Said
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursProposal
from volunteer.projects.models import ServiceSession


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A visit by one helper, without a code."""
    session = session_with(world, "member", starts=clock.now() + timedelta(hours=1))
    session.own_word = True
    db.session.commit()
    return session


def visit(world: World, session: ServiceSession) -> Attendance:
    """The helper starts and finishes."""
    answers = []
    for at, kind in ((0, PunchKind.IN), (90.5, PunchKind.OUT)):
        with minute(session, at):
            answers.append(punch_oneself(world.actor("member"), session.id, kind, Said()))
    assert isinstance(answers[-1], Attendance)
    return answers[-1]


def test_start_and_finish_are_the_helpers(world: World, session: ServiceSession) -> None:
    attendance = visit(world, session)
    assert attendance.minutes == 90
    assert attendance.ticked_by == world.members["member"].account_id
    assert set(db.session.scalars(select(Punch.method))) == {PunchMethod.OWN}


def test_the_hours_wait_for_the_sites_word(world: World, session: ServiceSession) -> None:
    visit(world, session)
    hours = db.session.scalars(select(HoursProposal)).one()
    assert (hours.ticked, hours.entered_by) == (True, world.members["member"].account_id)
    (refused,) = ledger.confirm(world.actor("squad"), [hours.id]).refused
    assert refused.reason == "needs_countersign"
    assert ledger.countersign(world.actor("site"), [hours.id]).done == [hours.id]
    assert ledger.confirm(world.actor("squad"), [hours.id]).done == [hours.id]


def test_there_is_no_code_to_show(world: World, session: ServiceSession) -> None:
    with minute(session, 0):
        with pytest.raises(Refused, match="no_gate_code"):
            service.show_code(world.actor("site"), session.id)
        page = world.browser("site").get(f"/sessions/{session.id}/gate")
    assert "这一场不用签到码" in text_of(page)
    assert code_now(session) not in page.text
    assert "data-gate-digits" not in page.text


def test_on_the_page_two_buttons_do_it(world: World, session: ServiceSession) -> None:
    path, member = f"/sessions/{session.id}/check-in", world.browser("member")
    with minute(session, -40):
        assert "到时在这里自己按“开始服务”" in text_of(member.get(path))
    with minute(session, 0):
        page = member.get(path)
        assert "开始服务" in text_of(page)
        assert 'id="code"' not in page.text
        assert member.post(path, {"kind": "in"}).status_code == 303
        twice = member.post(path, {"kind": "in"})
        assert (twice.status_code, "已经签到了" in text_of(twice)) == (409, True)
    with minute(session, 60):
        assert "结束服务" in text_of(member.get(path))
        assert member.post(path, {"kind": "out"}).status_code == 303
        assert "自报" in text_of(world.browser("site").get(f"/sessions/{session.id}/gate"))


def test_over_the_api_nothing_has_to_be_said(world: World, session: ServiceSession) -> None:
    member = world.api("member")
    with minute(session, 0):
        assert member.post(f"/sessions/{session.id}/check-ins").json["status"] == "checked_in"
    with minute(session, 30):
        assert member.post(f"/sessions/{session.id}/check-outs").json["status"] == "checked_out"


def test_where_there_is_a_gate_ones_word_is_not_enough(world: World) -> None:
    session = session_with(world, "member")
    with minute(session, 0), pytest.raises(Invalid):
        punch_oneself(world.actor("member"), session.id, PunchKind.IN, Said())


def test_the_place_is_checked_without_a_gate_too(world: World, session: ServiceSession) -> None:
    session.check_in_radius_m = 200
    db.session.commit()
    with minute(session, 0), pytest.raises(Refused, match="no_position"):
        punch_oneself(world.actor("member"), session.id, PunchKind.IN, Said())

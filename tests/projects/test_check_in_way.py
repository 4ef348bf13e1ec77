"""An organizer says how people check in: by code or on their own word, and how near the phone has to be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.projects.check_in_way import set_check_in_way
from volunteer.projects.models import ServiceSession


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session for two."""
    return world.project(headcount=2).sessions[0]


def test_both_are_set_on_the_page_and_put_on_record(world: World, session: ServiceSession) -> None:
    leader, path = world.browser("team"), f"/sessions/{session.id}/check-in-way"
    assert path in leader.get(f"/projects/{session.project_id}").text
    assert "不核对" in text_of(leader.get(path))
    assert leader.post(path, {"own_word": "1", "radius_m": "500"}).status_code == 303
    db.session.refresh(session)
    assert (session.own_word, session.check_in_radius_m) == (True, 500)
    assert '<option selected value="500">' in leader.get(path).text
    assert leader.post(path, {"own_word": "", "radius_m": "0"}).status_code == 303
    db.session.refresh(session)
    assert (session.own_word, session.check_in_radius_m) == (False, None)
    set_so = select(AuditEvent.details).where(AuditEvent.action == "session.check_in_way_set")
    trail = db.session.scalars(set_so.order_by(AuditEvent.id))
    assert [details["radius_m"] for details in trail] == [500, None]


def test_only_small_things_go_without_a_gate(world: World) -> None:
    session = world.project(headcount=3).sessions[0]
    answer = world.browser("team").post(f"/sessions/{session.id}/check-in-way", {"own_word": "1", "radius_m": "0"})
    assert answer.status_code == 422
    assert "只有 2 人以内的服务可以不设签到码" in text_of(answer)
    db.session.refresh(session)
    assert not session.own_word


def test_a_distance_is_one_of_a_few(world: World, session: ServiceSession) -> None:
    with pytest.raises(Invalid):
        set_check_in_way(world.actor("team"), session.id, own_word=False, radius_m=123)


def test_what_is_over_stays_as_it_was(world: World, session: ServiceSession) -> None:
    with clock.travel(session.ends), pytest.raises(Refused, match="not_in_this_state"):
        set_check_in_way(world.actor("team"), session.id, own_word=True, radius_m=None)


def test_others_do_not_decide(world: World, session: ServiceSession) -> None:
    with pytest.raises(Forbidden):
        set_check_in_way(world.actor("team_b"), session.id, own_word=True, radius_m=None)
    assert world.browser("member").get(f"/sessions/{session.id}/check-in-way").status_code == 403

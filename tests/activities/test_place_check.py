"""The phone's position is compared with the site and forgotten: no table, no log and no trail knows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from geopy.distance import distance
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.activities.day import code_now, minute, session_with
from tests.support.world import World
from volunteer.activities.place_check import Here, is_inside, is_vague
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession

LON, LAT = 113.7512345, 23.0212345


def away(metres: float, accuracy_m: float = 0.0) -> Here:
    """So far north-east of the site."""
    there = distance(meters=metres).destination((LAT, LON), bearing=45)
    return Here(there.longitude, there.latitude, accuracy_m)


@pytest.mark.parametrize(
    ("metres", "accuracy", "inside"),
    [(0, 0, True), (195, 0, True), (205, 0, False), (205, 20, True), (640, 400, False), (590, 400, True)],
)
def test_within_the_radius_as_far_as_the_phone_can_tell(metres: float, accuracy: float, inside: bool) -> None:
    assert is_inside(away(metres, accuracy), LON, LAT, 200) is inside


def test_a_position_that_may_be_anywhere_says_nothing() -> None:
    assert not is_vague(away(0, 700), 200)
    assert is_vague(away(0, 701), 200)


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session that wants the phone within 200 m of the site."""
    session = session_with(world, "member", starts=clock.now() + timedelta(hours=1))
    session.check_in_radius_m = 200
    session.site.lon, session.site.lat = LON, LAT
    db.session.commit()
    return session


def position(here: Here) -> dict[str, float]:
    """As the phone sends it."""
    return {"lon": here.lon, "lat": here.lat, "accuracy_m": here.accuracy_m}


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "no_position"),
        (position(away(50, 5_000)), "no_position"),
        (position(away(3_000, 20)), "not_here"),
    ],
)
def test_who_is_elsewhere_or_does_not_say_asks_the_leader(
    world: World, session: ServiceSession, sent: dict[str, float], reason: str
) -> None:
    member = world.api("member")
    with minute(session, 0):
        answer = member.post(f"/sessions/{session.id}/check-ins", {"code": code_now(session), **sent})
        assert (answer.status_code, answer.json["reason"]) == (409, reason)
        assert "请负责人点名" in answer.json["message"]
        ticked = world.api("site").post(f"/sessions/{session.id}/check-ins", {"member_id": world.members["member"].id})
        assert ticked.status_code == 201


def test_only_arriving_asks_for_the_place(world: World, session: ServiceSession) -> None:
    member = world.api("member")
    with minute(session, 0):
        body = {"code": code_now(session), **position(away(150, 30))}
        assert member.post(f"/sessions/{session.id}/check-ins", body).status_code == 201
    with minute(session, 100):
        assert member.post(f"/sessions/{session.id}/check-outs", {"code": code_now(session)}).status_code == 201


@pytest.mark.parametrize("sent", [{"lon": 113.7}, {"lat": 23.0}, {"accuracy_m": 5}, {"lon": 113.7, "lat": 91}])
def test_half_a_position_is_422(world: World, session: ServiceSession, sent: dict[str, float]) -> None:
    answer = world.api("member").post(f"/sessions/{session.id}/check-ins", {"code": "123456", **sent})
    assert answer.status_code == 422


def test_nothing_keeps_the_position(world: World, session: ServiceSession, capsys: pytest.CaptureFixture[str]) -> None:
    member, page = world.api("member"), world.browser("member")
    far, near = away(3_000, 12.75), away(150, 12.75)
    with minute(session, 0), capture_logs() as logs:
        member.post(
            f"/sessions/{session.id}/check-ins", {"code": code_now(session), **position(far)}, Idempotency_Key="far"
        )
        page.post(f"/sessions/{session.id}/check-in", {"code": code_now(session), "kind": "in", **position(far)})
        arrived = member.post(
            f"/sessions/{session.id}/check-ins", {"code": code_now(session), **position(near)}, Idempotency_Key="near"
        )
    assert arrived.status_code == 201
    traces = [repr(far), repr(near), str(logs), *capsys.readouterr(), *everything_stored()]
    for here in (far, near):
        for number in (f"{here.lon:.5f}", f"{here.lat:.5f}", "12.75"):
            assert not [trace for trace in traces if number in trace]


def everything_stored() -> list[Any]:
    """Every row of every table, as text."""
    tables = db.session.scalars(
        text("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")
    ).all()
    return [row for table in tables for row in db.session.scalars(text(f'SELECT t::text FROM "{table}" t'))]

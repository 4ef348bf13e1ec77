"""The day of service over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.activities.day import code_now, minute, session_with
from tests.support.world import World
from volunteer.kernel import clock
from volunteer.projects.models import ServiceSession


def session_today(world: World) -> ServiceSession:
    """A session within the life of a token."""
    return session_with(world, "member", starts=clock.now() + timedelta(hours=1))


def test_the_code_then_in_and_out(world: World) -> None:
    session = session_today(world)
    site, member = world.api("site"), world.api("member")
    with minute(session, -5):
        shown = site.get(f"/sessions/{session.id}/code")
        assert shown.status_code == 200
        assert shown.json["code"] == code_now(session)
        assert shown.json["valid_until"].endswith("+00:00")
        arrived = member.post(
            f"/sessions/{session.id}/check-ins",
            {"code": shown.json["code"], "lon": 113.8, "lat": 23.0, "accuracy_m": 12.5},
        )
        assert arrived.status_code == 201
        assert arrived.json["status"] == "checked_in"
        assert arrived.json["checked_out_at"] is None
    with minute(session, 119.9):
        left = member.post(f"/sessions/{session.id}/check-outs", {"code": code_now(session)})
    assert left.status_code == 201
    assert (left.json["status"], left.json["minutes"]) == ("checked_out", 119)
    assert left.json["member_id"] == world.members["member"].id
    assert left.json["session_id"] == session.id
    assert [row["id"] for row in site.get(f"/sessions/{session.id}/attendances").json] == [left.json["id"]]
    assert member.get(f"/sessions/{session.id}/attendances").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "12345"},
        {"code": "12345a"},
        {"code": "123456", "member_id": 1},
        {"member_id": "1"},
        {"member_id": 2**63},
        {"code": "123456", "lon": 200},
        {"code": "123456", "client_id": "x" * 65},
        {"code": "123456", "extra": 1},
        {"code": "123456", "at": "yesterday"},
    ],
)
def test_bad_bodies_are_422(world: World, body: dict[str, object]) -> None:
    session = session_with(world, "member")
    assert world.api("member").post(f"/sessions/{session.id}/check-ins", body).status_code == 422


def test_refusals_carry_their_reason(world: World) -> None:
    session = session_with(world, "member")
    early = world.api("member").post(f"/sessions/{session.id}/check-ins", {"code": "123456"})
    assert (early.status_code, early.json["reason"]) == (409, "not_open_yet")
    nobody = world.api("member_2").post(f"/sessions/{session.id}/check-ins", {"code": "123456"})
    assert (nobody.status_code, nobody.json["reason"]) == (409, "not_yours")


@pytest.mark.parametrize("session_id", [999_999, 10**30])
def test_unknown_sessions_are_404(world: World, session_id: int) -> None:
    for path in ("code", "attendances"):
        assert world.api("team").get(f"/sessions/{session_id}/{path}").status_code == 404
    assert world.api("member").post(f"/sessions/{session_id}/check-ins", {"code": "123456"}).status_code == 404


def test_an_idempotency_key_replays_the_answer(world: World) -> None:
    session = session_today(world)
    member = world.api("member")
    with minute(session, 0):
        body = {"code": code_now(session)}
        first = member.post(f"/sessions/{session.id}/check-ins", body, Idempotency_Key="tap")
        second = member.post(f"/sessions/{session.id}/check-ins", body, Idempotency_Key="tap")
    assert first.status_code == second.status_code == 201
    assert first.json == second.json

"""What a device fetches beforehand, and who may."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.activities.day import code_now, minute, scan, session_with
from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.activities import rules
from volunteer.activities.offline_pack import take_pack
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session in an hour."""
    return session_with(world, "member", "member_2", starts=clock.now() + timedelta(hours=1))


def pack(world: World, who: str) -> dict[str, Any]:
    """The day pack of somebody."""
    answer = world.api(who).post("/day-pack")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def test_a_pack_holds_list_and_secret_of_the_gates_one_keeps(world: World, session: ServiceSession) -> None:
    scan(world, "member", session, came=1, left=2)
    with minute(session, 5):
        found = pack(world, "site")
        assert found["account_id"] == world.accounts["site"].id
        (packed,) = found["sessions"]
        code = rules.code_of(b64decode(packed["secret"]), rules.step_at(clock.now()))
        assert code == code_now(session)
    assert packed["id"] == session.id
    assert packed["link"].endswith(f"/g/{session.id}/")
    people = {person["member_id"]: person for person in packed["people"]}
    assert set(people) == {world.members["member"].id, world.members["member_2"].id}
    here = people[world.members["member"].id]
    assert here["name"].startswith("张*")
    assert world.members["member"].name not in str(found)
    assert (here["status"], here["missed"]) == ("checked_out", False)
    assert people[world.members["member_2"].id]["first_in"] is None


@pytest.mark.parametrize("who", ["member", "team_b", "supervisor"])
def test_who_keeps_no_gate_gets_an_empty_pack(world: World, session: ServiceSession, who: str) -> None:
    assert pack(world, who)["sessions"] == []


def test_a_pack_reaches_a_day_ahead_and_until_check_out_closes(world: World, session: ServiceSession) -> None:
    found = {}
    for hours in (-24.1, -23, 3.9, 4.1):
        with clock.travel(session.starts + timedelta(hours=hours)):
            found[hours] = [one.session.id for one in take_pack(world.actor("site")).sessions]
    assert found == {-24.1: [], -23: [session.id], 3.9: [session.id], 4.1: []}


def test_statements_do_not_grow_with_the_gates(world: World, session: ServiceSession) -> None:
    actor = world.actor("committee")
    with counted_statements() as one:
        take_pack(actor)
    for unit in ("team_b", "squad_a1", "squad_b1"):
        world.project(starts=clock.now() + timedelta(hours=2), unit_id=world.units[unit].id)
    db.session.expire_all()
    with counted_statements() as four:
        assert len(take_pack(actor).sessions) == 4
    assert len(four) <= len(one)


def test_a_session_without_a_gate_has_no_secret(world: World, session: ServiceSession) -> None:
    db.session.execute(update(ServiceSession).values(own_word=True))
    db.session.commit()
    assert pack(world, "site")["sessions"][0]["secret"] is None


def test_whose_device_holds_the_codes_is_on_record(world: World, session: ServiceSession) -> None:
    pack(world, "site")
    event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "session.codes_taken")).scalar_one()
    assert (event.subject_id, event.account_id) == (session.id, world.accounts["site"].id)

"""Every happening leaves a row that says who, from where, in which request, about what; signing in and out too."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, time
from ipaddress import ip_address
from typing import Any

import pytest
from sqlalchemy import select

from tests.accounts.conftest import PASSWORD, with_password
from tests.support.world import World
from volunteer import wiring
from volunteer.accounts import rules
from volunteer.audit.models import AuditEvent
from volunteer.audit.reactions import audited
from volunteer.happenings.base import Happening
from volunteer.kernel import clock, tracing
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices import preferences
from volunteer.people import own_profile
from volunteer.web.request_log import HEADER

PLAIN: Mapping[Any, Any] = {int: 7, str: "x", bool: True, float: 1.0, date: date(2026, 11, 22), Any: 1}


def _something(kind: Any) -> Any:
    """A value of a type as happenings have them."""
    if kind is datetime:
        return clock.now()
    if kind in PLAIN:
        return PLAIN[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if type(None) in arguments else _something(arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if origin in (tuple, frozenset, list, set):
        return origin()
    return kind(**_values(kind)) if dataclasses.is_dataclass(kind) else ()


def _values(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {one.name: _something(hints[one.name]) for one in dataclasses.fields(kind) if _is_needed(one)}


def _is_needed(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def _example(kind: type[Happening]) -> Happening:
    told = {"subject_id": 41, "unit_id": 3, "reason": "为什么", "details": {"before": {"a": 1}, "after": {"a": 2}}}
    return kind(**{**_values(kind), **told})


def test_every_happening_leaves_who_where_when_and_what(world: World) -> None:
    actor = dataclasses.replace(world.actor("admin"), address="10.1.2.3")
    with tracing.numbered("0123456789ab"), transaction(actor) as work:
        for kind in wiring.REACTIONS:
            work.rows.extend(audited(_example(kind), work))
    rows = {row.action: row for row in db.session.scalars(select(AuditEvent))}
    assert rows.keys() == {kind.action for kind in wiring.REACTIONS}
    for kind in wiring.REACTIONS:
        row = rows[kind.action]
        by = None if kind.unsigned else (actor.account_id, ip_address("10.1.2.3"), "0123456789ab")
        assert (row.subject_kind, row.subject_id, row.unit_id, row.reason) == (
            _example(kind).subject_kind,
            41,
            3,
            "为什么",
        )
        assert row.details == {"before": {"a": 1}, "after": {"a": 2}}
        assert row.at is not None
        assert (row.account_id, row.address, row.request_id) == (by or (None, None, None)), kind.action


def _actions(request_id: str) -> list[str]:
    found = select(AuditEvent.action).where(AuditEvent.request_id == request_id, AuditEvent.address == "127.0.0.1")
    return list(db.session.scalars(found.order_by(AuditEvent.id)))


@pytest.fixture
def known(world: World) -> World:
    """The member has a password."""
    with_password(world, "member")
    return world


def test_signing_in_and_out_and_failing_to_leave_rows_of_their_request(known: World) -> None:
    browser, api = known.browser(None), known.app.test_client()

    def signed_in(username: str, password: str) -> list[str]:
        answer = browser.post("/sign-in", {"username": username, "password": password})
        return _actions(answer.headers[HEADER])

    assert signed_in("nobody-at-all", PASSWORD) == ["account.sign_in_failed"]
    assert signed_in("member", PASSWORD) == ["account.signed_in"]
    inside = known.browser("member")
    assert _actions(inside.post("/sign-out").headers[HEADER]) == ["account.signed_out"]
    issued = api.post("/api/v1/tokens", json={"username": "member", "password": PASSWORD})
    assert _actions(issued.headers[HEADER]) == ["token.issued"]
    bearer = {"Authorization": f"Bearer {issued.get_json()['token']}"}
    assert _actions(api.delete("/api/v1/tokens/current", headers=bearer).headers[HEADER]) == ["token.revoked"]


def test_the_failure_that_locks_says_so(known: World) -> None:
    account = known.accounts["member"]
    account.failed_sign_ins = rules.LOCK_AFTER - 1
    db.session.commit()
    answer = known.browser(None).post("/sign-in", {"username": "member", "password": "wrong"})
    assert _actions(answer.headers[HEADER]) == ["account.sign_in_failed", "account.locked"]
    again = known.browser(None).post("/sign-in", {"username": "member", "password": PASSWORD})
    assert _actions(again.headers[HEADER]) == ["account.sign_in_failed"]


def _last_details(action: str) -> dict[str, Any]:
    found = select(AuditEvent.details).where(AuditEvent.action == action).order_by(AuditEvent.id.desc()).limit(1)
    details: dict[str, Any] = db.session.scalars(found).one()
    return details


def test_a_profile_keeps_before_and_after_without_telling_where_anybody_lives(world: World) -> None:
    home = {"lon": 113.751, "lat": 23.021}
    own_profile.change_profile(world.actor("member"), {"radius_km": 5.0, "phone": "13912345678", "home": home})
    details = _last_details("member.profile_changed")
    assert details["before"] == {"radius_km": 20.0, "phone": "138****0000", "home": True}
    assert details["after"] == {"radius_km": 5.0, "phone": "139****5678", "home": True}
    assert "113.7" not in str(details)


def test_a_record_keeps_before_and_after_masked(world: World) -> None:
    member = world.members["member"]
    form = {"version": member.version, "name": "李四光", "phone": "13912345678"}
    assert world.api("team").patch(f"/members/{member.id}", form).status_code == 200
    details = _last_details("member.changed")
    assert details["after"] == {"name": "李**", "phone": "139****5678"}
    assert details["before"]["phone"] == "138****0000"


def test_a_setting_keeps_before_and_after(world: World) -> None:
    team = world.units["team_a"]
    changed = {"version": team.version, "settings": {"offer_hours": 12}, "duty_phone": "0769-22831234"}
    assert world.api("committee").patch(f"/units/{team.id}", changed).status_code == 200
    details = _last_details("unit.changed")
    assert details["settings"] == {"offer_hours": [24, 12]}
    assert details["after"] == {"duty_phone": "0769-2283****"}


def test_how_one_is_told_keeps_before_and_after(world: World) -> None:
    for quiet_from in (time(21), time(22, 30)):
        wanted = preferences.Wanted(choices={}, quiet_from=quiet_from, quiet_until=time(7), digest=False)
        preferences.choose(world.actor("member"), wanted)
    details = _last_details("account.notice_ways_chosen")
    assert (details["before"]["quiet_from"], details["after"]["quiet_from"]) == (21 * 60, 22 * 60 + 30)

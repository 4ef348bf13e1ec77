"""The provider says that somebody left: that sign-in ends here too, by a token that nobody else can make, once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc import jwt
from sqlalchemy import select

from tests.accounts.conftest import app_of, fresh, shown
from tests.sign_in.issuer import leave, log_in
from tests.sign_in.test_forged import CLIENT, FOREIGN, OURS, Forge, come_back, goes_in
from tests.sign_in.test_forged import forge as forge  # the fixture
from tests.support.world import Browser, World
from volunteer.accounts.sign_in_models import Device
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.sign_in import logging_out
from volunteer.sign_in.jobs import LOGOUTS_KEPT, forget_attempts
from volunteer.sign_in.models import ProviderLogout

PATH = "/sign-in/with/oidc/logout"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


def tell(world: World, token: str) -> int:
    """As the provider sends it: no cookie, no token of forms."""
    return int(world.app.test_client().post(PATH, data={"logout_token": token}).status_code)


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def come_in(world: World, person: str) -> tuple[Browser, httpx.Cookies]:
    """Signed in by way of the provider; with the cookies that the provider gave."""
    browser, there = world.browser(None), httpx.Client(timeout=10)
    back = urlsplit(log_in(browser.get("/sign-in/with/oidc").location, person, there))
    assert browser.get(f"{back.path}?{back.query}").location == "/home"
    return browser, there.cookies


def test_who_leaves_there_leaves_here_with_that_browser_only(city: World, issuer: str, said: list[str]) -> None:
    phone, phones = come_in(city, "by-number")
    desk, _desks = come_in(city, "by-number")
    by_password, before = city.browser("member"), len(said)
    leave(issuer, phones)
    assert len(said) == before + 1
    assert is_in(phone)  # nothing was handed on yet
    assert tell(city, said[-1]) == 200
    assert (is_in(phone), is_in(desk), is_in(by_password)) == (False, True, True)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.ended_by_provider")).one()
    assert (event.subject_id, event.account_id) == (city.accounts["member"].id, None)
    assert tell(city, said[-1]) == 400  # each counts once
    with clock.travel(clock.now() + LOGOUTS_KEPT * 2):
        forget_attempts(logging_out.Work(None, clock.now()))
    assert db.session.scalars(select(ProviderLogout)).all() == []
    assert db.session.scalars(select(Device.provider_session).where(Device.way == "oidc")).all()


def made(forge: Forge, key: Any = OURS, header: dict[str, str] | None = None, **other: Any) -> str:
    """A logout token; what is None is left out."""
    now = int(clock.now().timestamp())
    right = {"iss": forge.address, "aud": CLIENT, "sub": "somebody", "iat": now, "exp": now + 120, "jti": "one"}
    claims = {**right, "events": {EVENT: {}}, **other}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one", "typ": "logout+jwt", **(header or {})}, kept, key)


def devices(world: World) -> list[bool]:
    """Of each browser that came from the provider, whether it is signed in."""
    db.session.expire_all()
    return [one.ended_at is None for one in db.session.scalars(select(Device).where(Device.way == "oidc"))]


def test_a_person_without_a_session_leaves_everywhere(world: World, forge: Forge) -> None:
    forge.claims = {"sid": "first"}
    assert goes_in(world, forge)
    forge.claims = {"sid": "second"}
    assert goes_in(world, forge)
    by_password = world.browser("member")
    assert tell(world, made(forge, sub="somebody else", jti="0")) == 200
    assert tell(world, made(forge, sub="somebody else", sid="first", jti="1")) == 200
    assert devices(world) == [True, True]
    assert tell(world, made(forge, sub=None, sid="first", jti="2")) == 200
    assert sorted(devices(world)) == [False, True]
    assert tell(world, made(forge, jti="3")) == 200
    assert devices(world) == [False, False]
    assert is_in(by_password)


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "http://evil.example"},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "no time": {"iat": None},
    "of tomorrow": {"iat": 4_000_000_000, "exp": 4_000_000_100},
    "old": {"iat": 1_700_000_000},
    "over": {"exp": 1_700_000_000},
    "without end": {"exp": None},
    "no name of its own": {"jti": None},
    "an empty name": {"jti": ""},
    "nobody": {"sub": None},
    "a nonce": {"nonce": "n"},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "no object of events": {"events": EVENT},
    "an identity token": {"events": None, "nonce": "n"},
    "another kind": {"header": {"typ": "at+jwt"}},
    "another key": {"key": FOREIGN},
}


def test_wrong_tokens_end_nothing_and_their_sender_has_to_wait(
    world: World, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert goes_in(world, forge)
    for kind, changed in WRONG.items():
        assert tell(world, made(forge, **changed)) == 400, kind
    for token in ("", "x", "a.b.c", "x" * 9000):
        status = tell(world, token)
    assert devices(world) == [True]
    assert status == 429  # twenty were refused within ten minutes
    assert tell(world, made(forge)) == 429
    with clock.travel(clock.now() + logging_out.REFUSED.within):
        assert tell(world, made(forge)) == 200
    assert devices(world) == [False]


def halfway(world: World, forge: Forge, session: str) -> Browser:
    """Recognized by the provider, asked for the second factor."""
    forge.claims = {"sid": session}
    browser = world.browser(None)
    assert come_back(browser, forge).location == "/sign-in/second-step"
    fresh(browser, "/sign-in/second-step")
    return browser


def test_who_waits_at_the_second_step_leaves_too(world: World, forge: Forge) -> None:
    secret = app_of(world, "member")
    by_session, by_person, stays = (halfway(world, forge, session) for session in ("first", "second", "third"))
    assert tell(world, made(forge, sub=None, sid="first", jti="1")) == 200
    assert tell(world, made(forge, sid="second", jti="2")) == 200
    assert tell(world, made(forge, sub="somebody else", jti="3")) == 200
    for left in (by_session, by_person):
        assert left.get("/sign-in/second-step").location == "/sign-in"
        assert left.post("/sign-in/second-step", {"code": shown(secret)}).location == "/sign-in"
        assert not is_in(left)
    assert stays.post("/sign-in/second-step", {"code": shown(secret)}).location == "/home"
    assert tell(world, made(forge, sub=None, sid="third", jti="4")) == 200
    assert not is_in(stays)  # the browser still knows by which session it came


def test_other_ways_have_no_such_address(city: World) -> None:
    assert city.app.test_client().post("/sign-in/with/wechat/logout").status_code == 404
    assert city.app.test_client().get(PATH).status_code in (404, 405)

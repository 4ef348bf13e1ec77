"""Identity tokens that a provider never gave, or gave to somebody else, let nobody in.

The issuer here is a server of the test's own, so that it can say what a real one never would.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwk, jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from tests.sign_in.conftest import set_up
from tests.support.live import live_server
from tests.support.world import Browser, World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.sign_in import oidc

CLIENT = "volunteer"
OURS, FOREIGN = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Forge:
    """An issuer that says what it is told to: claims beside the right ones, another algorithm, another key."""

    address: str = ""
    nonce: str = ""
    key: Any = field(default_factory=lambda: OURS)
    published: Any = field(default_factory=lambda: OURS)
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    claims: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=lambda: {"sub": "somebody", "employee_number": "P-1001"})

    def metadata(self) -> dict[str, Any]:
        """Discovery."""
        names = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
        ends = {name: self.address + path for name, path in names.items()}
        return {"issuer": self.address, "userinfo_endpoint": f"{self.address}/me", **ends}

    def keys(self) -> dict[str, Any]:
        """The public halves."""
        return {"keys": [self.published.as_dict(private=False)]}

    def tokens(self) -> dict[str, str]:
        """What the code is exchanged for."""
        now = int(clock.now().timestamp())
        right = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "somebody",
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
        }
        claims = {name: value for name, value in {**right, **self.claims}.items() if value is not None}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] in ("none", "HS256"):  # by hand: no library lends itself to it
            text = ".".join(_encoded(json.dumps(part).encode()) for part in (self.header, claims))
            shared = self.header["alg"] == "HS256"
            return f"{text}.{_encoded(hmac.digest(self.key, text.encode(), 'sha256')) if shared else ''}"
        return jwt.encode(self.header, claims, self.key)


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


@pytest.fixture
def forge(world: World) -> Iterator[Forge]:
    """The issuer, set up as the one way in; it names the member's number."""
    made, server = Forge(), Flask("forge")
    server.add_url_rule("/.well-known/openid-configuration", "metadata", lambda: made.metadata())
    server.add_url_rule("/keys", "keys", lambda: made.keys())
    server.add_url_rule("/token", "token", lambda: made.tokens(), methods=["POST"])
    server.add_url_rule("/me", "me", lambda: made.user_info)
    world.members["member"].number = "P-1001"
    db.session.commit()
    with live_server(server) as made.address:
        settings = {"OIDC_ISSUER": made.address, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": "secret"}
        with set_up(world.app, SIGN_IN_PROVIDERS="oidc", **settings):
            yield made


def goes_in(world: World, forge: Forge) -> bool:
    """Whether a browser that comes back with a code is signed in."""
    browser: Browser = world.browser(None)
    come_back(browser, forge)
    return browser.get("/account").status_code == 200


def come_back(browser: Browser, forge: Forge) -> TestResponse:
    """Sent to the issuer, and back with a code."""
    sent = parse_qs(urlsplit(browser.get("/sign-in/with/oidc").location).query)
    forge.nonce = sent["nonce"][0]
    return browser.get(f"/sign-in/with/oidc/back?state={sent['state'][0]}&code=c")


def test_the_right_token_is_taken(world: World, forge: Forge) -> None:
    assert goes_in(world, forge)


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "another client"},
    "more audiences without a party": {"aud": [CLIENT, "another"]},
    "another party": {"azp": "another client"},
    "another issuer": {"iss": "http://evil.example"},
    "no issuer": {"iss": None},
    "another nonce": {"nonce": "of another attempt"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_700_000_000},
    "no end": {"exp": None},
    "of tomorrow": {"iat": 4_000_000_000},
    "no subject": {"sub": None},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("kind", WRONG_CLAIMS)
def test_wrong_claims_are_refused(world: World, forge: Forge, kind: str) -> None:
    forge.claims = WRONG_CLAIMS[kind]
    assert not goes_in(world, forge)


def test_signatures_that_anybody_can_make_are_refused(world: World, forge: Forge) -> None:
    public = OURS.as_pem(private=False)
    for header, key in (
        ({"alg": "none"}, OURS),
        ({"alg": "none", "kid": "one"}, OURS),
        ({"alg": "HS256", "kid": "one"}, public),
        ({"alg": "HS256", "kid": "one"}, b"secret"),
        ({"alg": "RS256", "kid": "one"}, FOREIGN),
        ({"alg": "RS256", "kid": "two"}, FOREIGN),
    ):
        forge.header, forge.key = header, key
        assert not goes_in(world, forge), header


def test_what_is_told_of_another_subject_is_refused(world: World, forge: Forge) -> None:
    forge.user_info = {"sub": "another", "employee_number": "P-1001"}
    assert not goes_in(world, forge)


def test_a_key_that_is_new_is_looked_up(world: World, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    assert goes_in(world, forge)
    forge.header = {"alg": "RS256", "kid": "two"}
    forge.key = forge.published = jwk.RSAKey.generate_key(2048, {"kid": "two"})
    assert not goes_in(world, forge)  # not more often than every ten seconds, whoever asks
    monkeypatch.setattr(oidc, "KEYS_AGAIN", 0.0)
    assert goes_in(world, forge)


def test_an_issuer_that_calls_itself_otherwise_is_not_asked(world: World, forge: Forge) -> None:
    forge.metadata = lambda: {**Forge.metadata(forge), "issuer": "http://evil.example"}  # type: ignore[method-assign]
    assert world.browser(None).get("/sign-in/with/oidc").location == "/sign-in"

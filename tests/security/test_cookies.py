"""Cookies and transport as a production installation has them, asked for over TLS."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts.conftest import PASSWORD, with_password
from tests.support.world import World
from volunteer.wiring import create_app

HOME = "https://volunteer.example.cn"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def production(app: Flask) -> Flask:
    """The application as it stands behind a proxy with TLS, on the database of the tests."""
    taken = ("SQLALCHEMY_DATABASE_URI", "MIGRATION_DATABASE_URL", "LEDGER_HEADS_FILE", "LEDGER_SIGNING_KEY_FILE")
    return create_app(
        {
            "APP_ENV": "production",
            "SECRET_KEY": "for the tests of cookies only, long enough",
            "PUBLIC_BASE_URL": HOME,
            **{name: app.config[name] for name in taken},
        }
    )


def flags(answer: TestResponse) -> dict[str, set[str]]:
    """Each cookie that is set, with what the browser is told of it: `path=/`, `secure`."""
    told = [header.split("; ") for header in answer.headers.getlist("Set-Cookie")]
    return {first.split("=", 1)[0]: {part.lower() for part in rest} for first, *rest in told}


def sign_in(client: FlaskClient) -> TestResponse:
    """Over TLS, with the form's own token."""
    token = TOKEN.search(client.get("/sign-in", base_url=HOME).text)
    assert token is not None
    sent = {"csrf_token": token[1], "username": "member", "password": PASSWORD}
    return client.post("/sign-in", data=sent, base_url=HOME, headers={"Referer": f"{HOME}/sign-in"})


def test_the_cookie_of_a_sign_in_is_of_this_host_alone(world: World, production: Flask) -> None:
    with_password(world, "member")
    client = production.test_client()
    answer = sign_in(client)
    assert answer.status_code == 303
    (told,) = [words for name, words in flags(answer).items() if name == "__Host-session"]
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= told
    assert not any(word.startswith("domain=") for word in told)
    assert client.get("/account", base_url=HOME).status_code == 200


def test_choices_of_the_device_are_no_less_kept(world: World, production: Flask) -> None:
    client = production.test_client()
    token = TOKEN.search(client.get("/display", base_url=HOME).text)
    assert token is not None
    sent = {"csrf_token": token[1], "size": "elder", "theme": "dark", "locale": "en"}
    answer = client.post("/display", data=sent, base_url=HOME, headers={"Referer": f"{HOME}/display"})
    told = flags(answer)
    assert {"size", "theme", "locale"} <= told.keys()
    for words in told.values():
        assert {"secure", "httponly", "samesite=lax"} <= words


@pytest.mark.parametrize("path", ["/sign-in", "/no/such/page", "/static/img/icons.svg", "/api/v1/me"])
def test_browsers_are_told_to_come_by_tls_only(world: World, production: Flask, path: str) -> None:
    answer = production.test_client().get(path, base_url=HOME)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in production.test_client().get(path).headers

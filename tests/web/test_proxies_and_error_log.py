"""Who asks is told apart behind a proxy; an error under a private link does not write the link down."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask, request

from volunteer.config import ConfigurationError
from volunteer.web import error_log
from volunteer.wiring import create_app

FORWARDED = {"X-Forwarded-For": "203.0.113.9, 10.0.0.7", "X-Forwarded-Proto": "https"}


def application(**settings: Any) -> Flask:
    """One without a database, that says who asks."""
    return create_app({"SECRET_KEY": "s", "SQLALCHEMY_DATABASE_URI": "postgresql:///none", **settings})


def address_seen(app: Flask) -> str | None:
    """Whom the application believes to be asked by."""
    seen: list[str | None] = []

    @app.before_request
    def look() -> str:
        seen.append(request.remote_addr)
        return ""

    app.before_request_funcs[None].insert(0, app.before_request_funcs[None].pop())
    app.test_client().get("/healthz", headers=FORWARDED)
    return seen[0]


@pytest.mark.parametrize(("trusted", "address"), [("0", "127.0.0.1"), ("1", "10.0.0.7"), ("2", "203.0.113.9")])
def test_as_many_proxies_are_believed_as_the_setting_says(trusted: str, address: str) -> None:
    assert address_seen(application(TRUSTED_PROXIES=trusted)) == address


def test_a_number_is_wanted() -> None:
    with pytest.raises(ConfigurationError, match="TRUSTED_PROXIES"):
        application(TRUSTED_PROXIES="nginx")


def test_an_error_is_logged_by_the_pattern_of_its_address(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask("logged")
    error_log.init_app(app)

    @app.get("/follow/<follow_token>")
    def follow(follow_token: str) -> str:
        raise RuntimeError

    with caplog.at_level(logging.ERROR):
        app.test_client().get("/follow/S3cretWord")
    assert "/follow/<follow_token>" in caplog.text
    assert "S3cretWord" not in caplog.text

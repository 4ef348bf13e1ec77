"""The application with a real issuer set up, and members whom it can recognize."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request

from tests.sign_in.issuer import BASE, CLIENT_ID, CLIENT_SECRET, issuer_running
from tests.support.live import live_server
from tests.support.world import World
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.database import db
from volunteer.settings.table import SETTINGS, Of
from volunteer.sign_in import ways

UNSET = {setting.name: setting.default for setting in SETTINGS if setting.of is Of.SIGN_IN}


@pytest.fixture(scope="session")
def said() -> list[str]:
    """The logout tokens that the provider sent, the latest last; tests hand them on."""
    return []


@pytest.fixture(scope="session")
def issuer(said: list[str]) -> Iterator[str]:
    """One real provider for all tests of this process."""

    def take() -> str:
        said.append(request.form["logout_token"])
        return ""

    relay = Flask("relay")
    relay.add_url_rule("/logout", "take", take, methods=["POST"])
    with live_server(relay) as told, issuer_running(f"{told}/logout") as address:
        yield address


@contextmanager
def set_up(app: Flask, **settings: Any) -> Iterator[None]:
    """These ways to sign in, while the block runs."""
    before, providers = dict(app.config), app.extensions["sign_in_providers"]
    app.config.update({**UNSET, "PUBLIC_BASE_URL": BASE, **settings})
    app.extensions["sign_in_providers"] = {kind: ways.KINDS[kind](app.config) for kind in ways.named(app.config)}
    try:
        yield
    finally:
        app.config.update(before)
        app.extensions["sign_in_providers"] = providers


@pytest.fixture
def city(world: World, issuer: str) -> Iterator[World]:
    """The small city, with the issuer as its other way to sign in."""
    known = world.members
    known["member"].number, known["member"].phone = "P-1001", "13711112222"
    known["member_a2"].phone = "13733334444"
    known["member_b"].number = "P-1002"
    account_of(world, "member_b").status = AccountStatus.PENDING
    db.session.commit()
    client = {"OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET, "OIDC_ISSUER": issuer}
    with set_up(world.app, SIGN_IN_PROVIDERS="oidc", **client):
        yield world


def account_of(world: World, name: str) -> Account:
    """The account of this name."""
    return world.accounts[name]

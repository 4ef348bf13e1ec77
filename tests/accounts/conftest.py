"""Passwords and printed codes for the accounts of the small city."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from tests.support.world import Browser, World
from volunteer.accounts.codes import PrintedCode, make_code
from volunteer.accounts.models import Account
from volunteer.accounts.passwords import hash_password
from volunteer.accounts.sign_in_models import AccountTotp
from volunteer.accounts.two_factor_rules import new_secret
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM

PASSWORD = "four plums in June"
HASH = hash_password(PASSWORD)


@pytest.fixture
def member(world: World) -> Account:
    """The account `member`, with a password."""
    return with_password(world, "member")


def with_password(world: World, name: str) -> Account:
    """An account that can sign in with the password of these tests."""
    account = world.accounts[name]
    account.password_hash = HASH
    db.session.commit()
    return account


def code_for(account: Account) -> PrintedCode:
    """A printed code for an account."""
    with transaction(SYSTEM) as work:
        return make_code(work, account)


def app_of(world: World, name: str) -> str:
    """A second factor for an account, as if set up with an app a while ago: the app's secret."""
    secret = new_secret()
    account = world.accounts[name]
    db.session.add(AccountTotp(account_id=account.id, secret=secret, made_at=clock.now(), confirmed_at=clock.now()))
    db.session.commit()
    return secret


def shown(secret: str, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds from now."""
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps))


def fresh(browser: Browser, path: str) -> str:
    """A page, whose token of forms is used from here on."""
    page = browser.get(path).text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    browser._csrf = found[1]
    return page

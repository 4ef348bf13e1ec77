"""Passwords and printed codes for the accounts of the small city."""

from __future__ import annotations

import pytest

from tests.support.world import World
from volunteer.accounts.codes import PrintedCode, make_code
from volunteer.accounts.models import Account
from volunteer.accounts.passwords import hash_password
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

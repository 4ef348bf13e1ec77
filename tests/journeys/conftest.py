"""The small city, on a server of its own, with people who can sign in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.people import PASSWORD
from tests.support.live import live_server
from tests.support.world import World
from volunteer.accounts.passwords import hash_password
from volunteer.kernel.database import db


@pytest.fixture
def city(world: World) -> World:
    """The small city where everybody can sign in."""
    let_sign_in(world)
    return world


def let_sign_in(world: World) -> None:
    """Everybody has the password of the journeys."""
    stored = hash_password(PASSWORD)
    for account in world.accounts.values():
        account.password_hash = stored
    db.session.commit()


@pytest.fixture
def address(city: World) -> Iterator[str]:
    """Where the city is served."""
    with live_server(city.app) as url:
        yield url

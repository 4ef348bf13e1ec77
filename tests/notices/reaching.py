"""Shared steps: addresses for people, notices for them, the two jobs that send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.dispatch import DISPATCH
from volunteer.notices.models import Contact
from volunteer.notices.rows import tell
from volunteer.organization.actor import SYSTEM
from volunteer.runtime.outbox_command import DRAIN

WECOM = {
    "WECOM_API_URL": "http://127.0.0.1:1",  # nobody answers there
    "WECOM_CORP_ID": "corp",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "secret",
}


@contextmanager
def settings(world: World, **values: Any) -> Iterator[None]:
    """Other settings for a while."""
    before = {name: world.app.config[name] for name in values}
    world.app.config.update(values)
    try:
        yield
    finally:
        world.app.config.update(before)


def reachable(world: World, name: str, kind: str = "mail", address: str | None = None) -> None:
    """Give somebody an address."""
    account = world.accounts[name].id
    db.session.add(Contact(account_id=account, kind=kind, address=address or f"{name}@example.org", since=clock.now()))
    db.session.commit()


def say(world: World, name: str, kind: str = "month.frozen", **parameters: Any) -> None:
    """Tell somebody something in the app."""
    with transaction(SYSTEM) as work:
        work.rows.append(tell(work, world.accounts[name].id, kind, "/home", **parameters))


def pass_on() -> int:
    """What the scheduler does with new notices."""
    return perform_whole(DISPATCH)


def drain() -> int:
    """What the scheduler does with messages."""
    return perform_whole(DRAIN)


def messages(channel: str | None = None) -> list[OutboxMessage]:
    """What stands in the outbox, in order."""
    statement = select(OutboxMessage).order_by(OutboxMessage.id).execution_options(populate_existing=True)
    return [one for one in db.session.scalars(statement) if channel in (None, one.channel)]

"""Ways of reaching the people of the demo city, and an outbox as it looks after some weeks."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from volunteer.accounts.models import SignInIdentity
from volunteer.demo.blocks import City
from volunteer.kernel.outbox import OutboxMessage
from volunteer.notices.models import Contact
from volunteer.notices.states import ContactKind

REACHED = 0.7
MAILED = ("committee", "admin", "team")
REFUSED = "Undeliverable: SMTP 550"
GONE = "Undeliverable: WeCom 81013: no such person"


def make_channels(city: City, seed: int) -> None:
    """Most members are known to WeCom; a few messages did not arrive."""
    random = Random(f"{seed}-channels")
    since = city.now - timedelta(days=60)
    for one in city.members:
        if random.random() < REACHED:
            _contact(city, one["account_id"], ContactKind.WECOM, f"dg{one['account_id']:06d}", since)
    names = {row["subject"]: row["account_id"] for row in city.rows.of(SignInIdentity)}
    for name in MAILED:
        _contact(city, names[name], ContactKind.MAIL, f"{name}@example.org", since)
    for number, one in enumerate(random.sample(city.members, min(12, len(city.members)))):
        _message(city, number, one["account_id"], random)


def _contact(city: City, account_id: int, kind: ContactKind, address: str, since: Any) -> None:
    city.rows.add(Contact, account_id=account_id, kind=kind, address=address, since=since)


def _message(city: City, number: int, account_id: int, random: Random) -> None:
    at = city.now - timedelta(hours=random.randint(2, 200))
    channel, error = ("mail", REFUSED) if number % 3 else ("wecom", GONE)
    arrived = number >= 3
    city.rows.add(
        OutboxMessage,
        dedupe_key=f"demo:{number}",
        channel=channel,
        recipient=str(account_id),
        payload={"kind": "hours.confirmed", "parameters": {"minutes": 120}, "link": "/me/hours"},
        due_at=at,
        created_at=at,
        attempts=1,
        delivered_at=at if arrived else None,
        dead_at=None if arrived else at,
        last_error=None if arrived else error,
    )

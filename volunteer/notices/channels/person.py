"""The channel "person": an urgent message goes out over every way that reaches this person, at any hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import URGENT, OutboxMessage
from volunteer.notices.reached import ways_to


def person(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
    """Write a message for each way. Somebody without one has the notice in the app, and stands on the call list."""
    ways = ways_to([int(recipient)])[int(recipient)]
    if not ways:
        return
    now = clock.now()
    rows = [
        {
            "dedupe_key": f"{dedupe_key}:{way}",
            "channel": way,
            "recipient": recipient,
            "payload": dict(payload),
            "due_at": now,
            "rank": URGENT,
            "created_at": now,
        }
        for way in sorted(ways)
    ]
    db.session.execute(insert(OutboxMessage).values(rows).on_conflict_do_nothing(index_elements=["dedupe_key"]))

"""The channel "in_app": a message of the outbox becomes a notice.

The notice is written in the transaction that marks the message as delivered: however often a delivery is tried, there
is one notice for one message, and one message for one dedupe key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Notice


def in_app(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
    """Tell an account; a recipient that cannot be told fails alone."""
    with db.session.begin_nested():
        db.session.execute(
            insert(Notice).values(
                account_id=int(recipient),
                kind=payload["kind"],
                parameters=payload["parameters"],
                link=payload["link"],
                created_at=clock.now(),
            )
        )

"""New notices are passed on over the channels that their readers chose.

A notice is marked in the transaction that writes its messages, and each message has a key made of the notice and the
channel: two schedulers, or one that died in the middle, write none twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import ORDINARY, URGENT, OutboxMessage
from volunteer.kernel.unit_of_work import Work
from volunteer.notices.models import Notice
from volunteer.notices.persons import persons
from volunteer.notices.rules import Fresh, Sending, sending

BATCH = 500


def dispatch(work: Work) -> int:
    """Pass on the oldest new notices; how many were looked at."""
    notices = db.session.scalars(
        select(Notice).where(Notice.dispatched_at.is_(None)).order_by(Notice.id).limit(BATCH)
    ).all()
    if not notices:
        return 0
    known = persons({notice.account_id for notice in notices})
    messages: list[dict[str, Any]] = []
    digests: dict[datetime, list[int]] = {}
    for notice in notices:
        person = known.get(notice.account_id)
        if person is None or notice.read_at is not None:
            continue
        how = sending(Fresh(notice.kind, notice.parameters, notice.created_at), person, work.now)
        if how is None:
            continue
        if how.in_digest:
            digests.setdefault(how.due_at, []).append(notice.id)
        messages += _messages(notice, how, work.now)
    _write(messages)
    _mark(notices, digests, work.now)
    return len(notices)


def _messages(notice: Notice, how: Sending, now: datetime) -> Iterable[dict[str, Any]]:
    """One for each way; a summary is written once, whatever becomes a part of it."""
    for way in how.ways:
        summary = f"digest:{notice.account_id}:{way}:{how.due_at.isoformat(timespec='minutes')}"
        yield {
            "dedupe_key": summary if how.in_digest else f"notice:{notice.id}:{way}",
            "channel": way,
            "recipient": str(notice.account_id),
            "payload": _summary(how) if how.in_digest else _single(notice, how),
            "due_at": how.due_at,
            "rank": URGENT if how.urgent else ORDINARY,
            "expires_at": how.expires_at,
            "created_at": now,
        }


def _summary(how: Sending) -> dict[str, Any]:
    return {"digest_at": how.due_at.isoformat(), "link": "/notices"}


def _single(notice: Notice, how: Sending) -> dict[str, Any]:
    return {
        "notice": notice.id,
        "kind": notice.kind,
        "parameters": notice.parameters,
        "link": f"/notices/{notice.id}",
        "urgent": how.urgent,
    }


def _write(messages: list[dict[str, Any]]) -> None:
    if messages:
        unique = {message["dedupe_key"]: message for message in messages}
        statement = insert(OutboxMessage).values(list(unique.values()))
        db.session.execute(statement.on_conflict_do_nothing(index_elements=["dedupe_key"]))


def _mark(notices: Sequence[Notice], digests: dict[datetime, list[int]], now: datetime) -> None:
    marked = update(Notice).where(Notice.id.in_([notice.id for notice in notices])).values(dispatched_at=now)
    db.session.execute(marked, execution_options={"synchronize_session": False})
    for due_at, ids in digests.items():
        part = update(Notice).where(Notice.id.in_(ids)).values(digest_at=due_at)
        db.session.execute(part, execution_options={"synchronize_session": False})


DISPATCH = Job("notices.dispatch", dispatch, "interval", {"seconds": 5}, in_parts=True)

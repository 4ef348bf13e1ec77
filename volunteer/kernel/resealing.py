"""Sealing anew what older keys sealed: by batches of a transaction each, beside a running platform, resumable.

A batch writes a row only where it still holds what was read; what somebody changed meanwhile was sealed by the newest
key already, or is found by the next look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text

from volunteer.kernel import sealed
from volunteer.kernel.database import Base, db
from volunteer.kernel.sealed import Sealed, SealedJson
from volunteer.kernel.unit_of_work import transaction

BATCH = 2000


@dataclass(frozen=True)
class Kept:
    """Where sealed values stand: `value` is SQL that reads one, `put` SQL that says what the column becomes of it."""

    table: str
    column: str
    place: str
    marked: bool
    value: str
    put: str


def _plain(table: str, column: str, kind: Sealed | SealedJson) -> Kept:
    return Kept(table, column, kind.place, kind.marked, column, "new.value")


# Beside the columns of a sealed type: values within others.
WITHIN = (
    Kept(
        "outbox_message", "recipient", "outbox_message.recipient", True,
        "NULLIF(split_part(recipient, ':', 2), '')", "split_part(recipient, ':', 1) || ':' || new.value",
    ),
    Kept(
        "roster_row", "cells", "member.phone", True,
        "cells->>'phone'", "jsonb_set(cells, '{phone}', to_jsonb(new.value))",
    ),
    Kept(
        "idempotency_key", "response", "idempotency_key.response", False,
        "CASE jsonb_typeof(response) WHEN 'object' THEN response->>'sealed' END",
        "jsonb_build_object('sealed', new.value)",
    ),
    Kept(
        "unit_robot", "sealed", "unit_robot.sealed", False,
        "convert_from(sealed, 'UTF8')", "convert_to(new.value, 'UTF8')",
    ),
)  # fmt: skip


def everything() -> Iterator[Kept]:
    """Every place where sealed values stand, by table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson):
                yield _plain(table.name, column.name, column.type)
    yield from WITHIN


def count_by_key(kept: Kept) -> dict[str, int]:
    """How many values each key has sealed in a place."""
    asked = text(
        f"SELECT split_part({kept.value}, '.', 2), count(*) FROM {kept.table}"
        f" WHERE {kept.value} LIKE '{sealed.FORM}.%' GROUP BY 1"
    )
    return {name: number for name, number in db.session.execute(asked)}


def reseal(kept: Kept, newest: str, tell: Callable[[int], None]) -> int:
    """Seal anew whatever another key sealed in a place; how many values that were."""
    done = 0
    while True:
        with transaction(None):
            part = _batch(kept, newest)
        if not part:
            return done
        done += part
        tell(done)


def _batch(kept: Kept, newest: str) -> int:
    """Locked rows are waited for, so that an empty batch means that nothing is left."""
    found = db.session.execute(
        text(
            f"SELECT ctid::text, {kept.value} FROM {kept.table} WHERE {kept.value} LIKE '{sealed.FORM}.%'"
            f" AND {kept.value} NOT LIKE '{sealed.FORM}.{newest}.%' LIMIT {BATCH} FOR NO KEY UPDATE"
        )
    ).all()
    new = [
        {"at": at, "value": sealed.seal(sealed.unseal(old, kept.place), kept.place, marked=kept.marked)}
        for at, old in found
    ]
    if new:
        db.session.execute(
            text(
                f"UPDATE {kept.table} SET {kept.column} = {kept.put}"
                " FROM jsonb_to_recordset(CAST(:new AS jsonb)) AS new(at text, value text)"
                f" WHERE {kept.table}.ctid = new.at::tid"
            ),
            {"new": json.dumps(new)},
        )
    return len(new)

"""Daily heads: one hash over all rows recorded on a day, chained to the day before, signed, kept outside too (D21).

Whoever may rewrite the database may rewrite a member's whole chain, so that it holds again. What was written down
outside on the same evening then says something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, insert, select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger import outside
from volunteer.ledger.keeping import Keeping, keeping
from volunteer.ledger.models import HoursEntry
from volunteer.ledger.outside import Line
from volunteer.ledger.proof_models import LedgerHead

SETTLED_AFTER = timedelta(hours=1)  # whatever began before midnight is written or taken back by then
ONE_DAY = timedelta(days=1)


class Recorded(NamedTuple):
    """What a head knows of a row."""

    id: int
    member_id: int
    hash: bytes


@dataclass(frozen=True)
class Digest:
    """What the rows of a day come to."""

    entries: int
    last_id: int | None
    hash: bytes


def head_of(day: date) -> LedgerHead | None:
    """The head of a day, for reports that print it."""
    return db.session.get(LedgerHead, day)


def make_heads(now: datetime) -> int:
    """Make the heads of all days that are over, write them down outside; how many there were."""
    kept, made = keeping(), 0
    last = db.session.scalars(select(LedgerHead).order_by(LedgerHead.day.desc()).limit(1)).first()
    day = last.day + ONE_DAY if last else first_recorded()
    prev = last.hash if last else None
    written = outside.days_written(kept.heads_file)
    while day is not None and day <= clock.local(now - SETTLED_AFTER).date() - ONE_DAY:
        prev = _make(kept, day, prev, now, written)
        day, made = day + ONE_DAY, made + 1
    return made


def _make(kept: Keeping, day: date, prev: bytes | None, now: datetime, written: set[date]) -> bytes:
    rows = rows_of(day)
    found = digest(day, rows, prev)
    signature = kept.key.sign(signed_text(day, found, prev))
    line = Line(day, found.entries, found.last_id, prev, found.hash, signature, marks(rows))
    kept_here = {field.name: getattr(line, field.name) for field in fields(line) if field.name != "rows"}
    db.session.execute(insert(LedgerHead).values(**kept_here, made_at=now))
    if day not in written:  # a run that was cut off after writing left its line; it holds the same
        outside.append(kept.heads_file, line)
    return found.hash


def first_recorded() -> date | None:
    """The day of the first row of all."""
    first = db.session.scalar(select(func.min(HoursEntry.recorded_at)))
    return clock.local(first).date() if first else None


def rows_of(day: date) -> Sequence[Recorded]:
    """The rows recorded on a day in Shanghai, in order."""
    whole = Span(day, day)
    statement = (
        select(HoursEntry.id, HoursEntry.member_id, HoursEntry.hash)
        .where(HoursEntry.recorded_at >= whole.begins, HoursEntry.recorded_at < whole.ends)
        .order_by(HoursEntry.id)
    )
    return [Recorded(row_id, member_id, bytes(digest)) for row_id, member_id, digest in db.session.execute(statement)]


def digest(day: date, rows: Iterable[Recorded], prev: bytes | None) -> Digest:
    """SHA-256 over the day, the head of the day before and each row's number and hash."""
    summed = hashlib.sha256(f"ledger {day.isoformat()} {prev.hex() if prev else '-'}\n".encode())
    entries, last_id = 0, None
    for row in rows:
        summed.update(f"{row.id} {row.hash.hex()}\n".encode())
        entries, last_id = entries + 1, row.id
    return Digest(entries, last_id, summed.digest())


def signed_text(day: date, found: Digest, prev: bytes | None) -> bytes:
    """What the signature of a head is made over."""
    said = {
        "day": day.isoformat(),
        "entries": found.entries,
        "last_id": found.last_id,
        "prev_hash": prev.hex() if prev else None,
        "hash": found.hash.hex(),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def marks(rows: Iterable[Recorded]) -> list[tuple[int, str]]:
    """Enough of each row to tell later whose were changed: the key of the member, the beginning of the hash."""
    return [(row.member_id, row.hash[:4].hex()) for row in rows]

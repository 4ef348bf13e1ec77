"""Appending to the ledger, under the lock of the members' rows; and checking that nobody changed it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, any_, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger.models import EntryKind, HoursEntry, HoursSource
from volunteer.ledger.rules import HASHED, Facts, entry_hash

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class NewEntry:
    """What one row is to say about the hours of `facts`."""

    facts: Facts
    kind: EntryKind
    source: str
    minutes: int
    entered_by: int
    confirmed_by: int | None = None
    reverses_id: int | None = None
    reason: str | None = None

    @property
    def opens(self) -> bool:
        """Whether it is the first row of its hours."""
        return self.kind is EntryKind.CREDIT and self.source != HoursSource.CORRECTION


def append(work: Work, entries: Sequence[NewEntry]) -> None:
    """Write the rows at the end of their members' chains, in the order given, with few statements."""
    if not entries:
        return
    heads = _heads({entry.facts.member_id for entry in entries})
    units = _first_units({entry.facts.id for entry in entries if not entry.opens})
    rows = []
    for entry in entries:
        sequence, prev_hash = heads.get(entry.facts.member_id, (0, None))
        values = _values(work, entry, sequence + 1) | units.get(entry.facts.id, {})
        values["prev_hash"] = prev_hash
        values["hash"] = entry_hash(values, prev_hash)
        heads[entry.facts.member_id] = (sequence + 1, values["hash"])
        rows.append(values)
    db.session.execute(insert(HoursEntry), rows)


def _heads(member_ids: set[int]) -> dict[int, tuple[int, bytes | None]]:
    statement = (
        select(HoursEntry.member_id, HoursEntry.sequence, HoursEntry.hash)
        .where(HoursEntry.member_id.in_(member_ids))
        .order_by(HoursEntry.member_id, HoursEntry.sequence.desc())
        .ext(distinct_on(HoursEntry.member_id))
    )
    return {member_id: (sequence, bytes(digest)) for member_id, sequence, digest in db.session.execute(statement)}


def _first_units(proposal_ids: set[int]) -> dict[int, dict[str, Any]]:
    """By hours, the unit of their first row: what is said later stays with it, wherever the unit has moved (D3)."""
    if not proposal_ids:
        return {}
    statement = (
        select(HoursEntry.proposal_id, HoursEntry.unit_id, HoursEntry.unit_path)
        .where(HoursEntry.proposal_id.in_(proposal_ids))
        .order_by(HoursEntry.proposal_id, HoursEntry.sequence)
        .ext(distinct_on(HoursEntry.proposal_id))
    )
    found = db.session.execute(statement)
    return {proposal_id: {"unit_id": unit_id, "unit_path": path} for proposal_id, unit_id, path in found}


def _values(work: Work, entry: NewEntry, sequence: int) -> dict[str, Any]:
    facts = entry.facts
    return {
        "proposal_id": facts.id,
        "member_id": facts.member_id,
        "sequence": sequence,
        "kind": str(entry.kind),
        "source": str(entry.source),
        "minutes": entry.minutes,
        "reverses_id": entry.reverses_id,
        "session_id": facts.session_id,
        "place_id": facts.place_id,
        "unit_id": facts.unit_id,
        "unit_path": facts.unit_path,
        "service_date": facts.service_date,
        "entered_by": entry.entered_by,
        "confirmed_by": entry.confirmed_by,
        "countersigned_by": facts.countersigned_by,
        "reason": entry.reason,
        "recorded_at": work.now,
    }


@dataclass(frozen=True)
class Break:
    """The first place where a member's chain does not hold."""

    sequence: int
    what: str  # "gap", "link" or "content"


@dataclass(frozen=True)
class Walked:
    """How many rows were looked at, and the first break of each member whose chain does not hold."""

    entries: int
    breaks: dict[int, Break]


def verify_chain(member_id: int) -> Break | None:
    """Walk a member's rows: numbers without gaps, each linked to the one before, each with the hash of its content."""
    return walk([member_id]).breaks.get(member_id)


def walk(member_ids: Sequence[int]) -> Walked:
    """The same for many members, with one statement whose rows are read as they come."""
    columns = [getattr(HoursEntry, name) for name in (*HASHED, "prev_hash", "hash")]
    statement = select(*columns).where(HoursEntry.member_id == any_(literal(member_ids, ARRAY(BigInteger))))
    statement = statement.order_by(HoursEntry.member_id, HoursEntry.sequence)
    entries, member_id, number = 0, 0, 0
    last: bytes | None = None
    breaks: dict[int, Break] = {}
    with db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
        for *content, prev_hash, digest in rows:
            values = dict(zip(HASHED, content, strict=True))
            if values["member_id"] != member_id:
                member_id, number, last = values["member_id"], 0, None
            number, entries = number + 1, entries + 1
            if member_id not in breaks and (what := _wrong(values, number, last, prev_hash, digest)):
                breaks[member_id] = Break(number, what)
            last = bytes(digest)
    return Walked(entries, breaks)


def _wrong(values: Mapping[str, Any], number: int, last: bytes | None, prev: bytes | None, digest: bytes) -> str | None:
    """What is wrong with a row, that should be this number and follow a row with the hash `last`."""
    if values["sequence"] != number:
        return "gap"
    if (bytes(prev) if prev is not None else None) != last:
        return "link"
    return "content" if bytes(digest) != entry_hash(values, last) else None

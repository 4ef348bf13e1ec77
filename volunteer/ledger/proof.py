"""What is proved of the ledger: chains, four eyes, kept sums, daily heads. It only reads; `proving.py` says when.

Each check is one statement for many members, so that what is confirmed meanwhile is seen whole or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select, text

from volunteer.kernel.database import db
from volunteer.ledger import heads, outside
from volunteer.ledger.chain import walk
from volunteer.ledger.heads import ONE_DAY, Digest, Recorded
from volunteer.ledger.outside import Line
from volunteer.ledger.proof_models import Fault, LedgerHead
from volunteer.ledger.signing import is_signed

MOST_NAMED = 50  # members of one day whose rows may have been changed

_SUMS = text("""
WITH counted AS (
  SELECT e.member_id, date_trunc('month', e.service_date)::date AS month, e.unit_path,
    coalesce(sum(e.minutes) FILTER (WHERE p.source <> 'backfilled'), 0) AS verified,
    coalesce(sum(e.minutes) FILTER (WHERE p.source = 'backfilled'), 0) AS backfilled,
    count(DISTINCT e.proposal_id) AS services
  FROM hours_entry e JOIN hours_proposal p ON p.id = e.proposal_id
  WHERE e.member_id = ANY(:members) AND e.kind IN ('credit', 'reversal') GROUP BY 1, 2, 3),
marked AS (SELECT *, count(*) OVER (PARTITION BY member_id, month) > 1 AS shared FROM counted),
kept AS (SELECT * FROM hours_month WHERE member_id = ANY(:members))
SELECT member_id, month, coalesce(c.verified + c.backfilled, 0), coalesce(k.verified + k.backfilled, 0)
FROM marked c FULL JOIN kept k USING (member_id, month, unit_path)
WHERE (c.verified, c.backfilled, c.services, c.shared) IS DISTINCT FROM
      (k.verified, k.backfilled, k.services, k.shared)
ORDER BY member_id, month
""")
_FOUR_EYES = text("""
SELECT e.member_id, min(e.sequence) FROM hours_entry e JOIN member m ON m.id = e.member_id
WHERE e.member_id = ANY(:members) AND e.kind IN ('credit', 'reversal')
  AND (e.confirmed_by IS NULL OR e.entered_by IN (e.confirmed_by, e.countersigned_by)
       OR m.account_id IN (e.confirmed_by, e.countersigned_by))
GROUP BY e.member_id
""")
_UNLIKE = text("""
SELECT p.member_id, array_agg(p.id ORDER BY p.id) FROM hours_proposal p
LEFT JOIN hours_entry e ON e.proposal_id = p.id AND e.kind = 'credit' AND e.source <> 'correction'
WHERE p.member_id = ANY(:members) AND (p.status = 'confirmed' OR e.id IS NOT NULL)
  AND (e.source, e.service_date, p.status) IS DISTINCT FROM (p.source, p.service_date, 'confirmed')
GROUP BY p.member_id
""")


@dataclass(frozen=True)
class Found:
    """Something wrong: whose rows or which day, and what tells more. Persons are named by their keys only."""

    fault: Fault
    member_id: int | None = None
    day: date | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Checked:
    """What was looked at and what was found."""

    members: int = 0
    entries: int = 0
    days: int = 0
    found: list[Found] = field(default_factory=list)

    def add(self, other: Checked) -> None:
        """Both together."""
        self.members += other.members
        self.entries += other.entries
        self.days += other.days
        self.found += other.found


def check_members(member_ids: Sequence[int]) -> Checked:
    """Chains, four eyes, confirmed hours that no row speaks of or not in their words, kept sums of some members."""
    walked, members = walk(member_ids), {"members": list(member_ids)}
    found = [Found(Fault(at.what), who, details={"row": at.sequence}) for who, at in walked.breaks.items()]
    for who, sequence in db.session.execute(_FOUR_EYES, members):
        found.append(Found(Fault.FOUR_EYES, who, details={"row": sequence}))
    for who, hours in db.session.execute(_UNLIKE, members):
        found.append(Found(Fault.MISSING, who, details={"hours": hours}))
    wrong: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for who, month, counted, kept in db.session.execute(_SUMS, members):
        wrong[who].append({"month": f"{month:%Y-%m}", "rows": int(counted), "kept": int(kept)})
    found += [Found(Fault.SUMS, who, details={"months": months}) for who, months in wrong.items()]
    return Checked(len(member_ids), walked.entries, 0, found)


def days_to_check(file: Path) -> tuple[date, date] | None:
    """From the first to the last day that has a head, in the table or outside, or rows before it."""
    first, last = db.session.execute(select(func.min(LedgerHead.day), func.max(LedgerHead.day))).one()
    ends = [day for day in (first, last, *outside.days_written(file)) if day is not None]
    if not ends:
        return None
    recorded = heads.first_recorded()
    return min(ends if recorded is None else [*ends, recorded]), max(ends)


def check_file(file: Path) -> list[Found]:
    """Whether the file is there as soon as there are heads, and can be read; one finding tells enough."""
    if not file.exists():
        missing = db.session.scalar(select(LedgerHead.day).limit(1)) is not None
        return [Found(Fault.OUTSIDE, details={"what": "no file"})] if missing else []
    unreadable = (number for number, line in outside.read(file) if line is None)
    return [Found(Fault.OUTSIDE, details={"line": number}) for number in unreadable][:1]


def check_days(days: Sequence[date], key: Ed25519PublicKey, file: Path) -> Checked:
    """The heads of some days, against the rows, the key and what was written down outside."""
    wanted = {*days, days[0] - ONE_DAY}
    statement = select(LedgerHead).where(LedgerHead.day.in_(wanted)).execution_options(populate_existing=True)
    kept = {head.day: head for head in db.session.scalars(statement)}
    written = {line.day: line for _number, line in outside.read(file, wanted) if line}
    checked, there = Checked(days=len(days)), file.exists()
    for day in days:
        rows = heads.rows_of(day)
        before = kept.get(day - ONE_DAY)
        checked.found += _check_head(kept.get(day), before, day, rows, key)
        if there:
            checked.found += _check_line(written.get(day), kept.get(day), day, rows, key)
    return checked


def _check_head(
    head: LedgerHead | None, before: LedgerHead | None, day: date, rows: Sequence[Recorded], key: Ed25519PublicKey
) -> Iterable[Found]:
    if head is None:
        yield Found(Fault.HEAD, day=day, details={"what": "no head", "members": _whose(rows)})
        return
    said = Digest(head.entries, head.last_id, bytes(head.hash))
    if heads.digest(day, rows, head.prev_hash) != said:
        yield Found(Fault.HEAD, day=day, details={"what": "rows", "members": _whose(rows)})
    elif head.prev_hash != (before.hash if before is not None else None):
        yield Found(Fault.HEAD, day=day, details={"what": "link"})
    if not is_signed(key, bytes(head.signature), heads.signed_text(day, said, head.prev_hash)):
        yield Found(Fault.SIGNATURE, day=day)


def _check_line(
    line: Line | None, head: LedgerHead | None, day: date, rows: Sequence[Recorded], key: Ed25519PublicKey
) -> Iterable[Found]:
    if line is None:
        yield Found(Fault.OUTSIDE, day=day, details={"what": "no line"})
        return
    said = Digest(line.entries, line.last_id, line.hash)
    if not is_signed(key, line.signature, heads.signed_text(day, said, line.prev_hash)):
        yield Found(Fault.SIGNATURE, day=day, details={"where": "outside"})
    if heads.digest(day, rows, line.prev_hash) != said:
        members = _changed(line, rows)
        yield Found(Fault.OUTSIDE, day=day, details={"what": "rows", "members": members})
    elif head is None or bytes(head.hash) != line.hash:
        yield Found(Fault.OUTSIDE, day=day, details={"what": "head"})


def _whose(rows: Sequence[Recorded]) -> list[int]:
    return sorted({row.member_id for row in rows})[:MOST_NAMED]


def _changed(line: Line, rows: Sequence[Recorded]) -> list[int]:
    """Whose rows are not what they were: changed, gone or new."""
    then, now = Counter(line.rows), Counter(heads.marks(rows))
    return sorted({member_id for member_id, _mark in (then - now) + (now - then)})[:MOST_NAMED]

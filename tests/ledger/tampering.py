"""What somebody with every right over the database can do to the ledger, for the tests that notice it."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from volunteer.ledger import heads
from volunteer.ledger.heads import ONE_DAY, Recorded
from volunteer.ledger.keeping import Keeping
from volunteer.ledger.rules import HASHED, entry_hash

Connection = psycopg.Connection[dict[str, Any]]


def owner_of(url: str) -> Connection:
    """A connection of the role that owns the tables."""
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def rewrite_chain(owner: Connection, member_id: int, minutes: int) -> None:
    """Give the member's first row other minutes, and make chain and kept sums hold again."""
    rows = owner.execute("SELECT * FROM hours_entry WHERE member_id = %s ORDER BY sequence", (member_id,)).fetchall()
    more = minutes - rows[0]["minutes"]
    rows[0]["minutes"] = minutes
    last = None
    for row in rows:
        digest = entry_hash({name: row[name] for name in HASHED}, last)
        owner.execute(
            "UPDATE hours_entry SET minutes = %s, prev_hash = %s, hash = %s WHERE id = %s",
            (row["minutes"], last, digest, row["id"]),
        )
        last = digest
    owner.execute(
        "UPDATE hours_month SET verified = verified + %s WHERE member_id = %s AND month = date_trunc('month', %s)",
        (more, member_id, rows[0]["service_date"]),
    )


def rewrite_heads(owner: Connection, kept: Keeping) -> None:
    """Make all heads in the table anew, signed with the platform's own key."""
    prev = None
    days: list[date] = [row["day"] for row in owner.execute("SELECT day FROM ledger_head ORDER BY day")]
    for day in days:
        rows = owner.execute(
            "SELECT id, member_id, hash FROM hours_entry WHERE (recorded_at AT TIME ZONE 'Asia/Shanghai')::date = %s"
            " ORDER BY id",
            (day,),
        ).fetchall()
        found = heads.digest(day, [Recorded(**row) for row in rows], prev)
        signature = kept.key.sign(heads.signed_text(day, found, prev))
        owner.execute(
            "UPDATE ledger_head SET hash = %s, prev_hash = %s, signature = %s WHERE day = %s",
            (found.hash, prev, signature, day),
        )
        prev = found.hash
    assert days == [days[0] + n * ONE_DAY for n in range(len(days))]

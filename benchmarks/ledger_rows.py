"""A ledger of millions of rows with real chains, written into the province of `finding_province`.

Rows are drawn by the database, hashed by one pass in Python in the order of the chains, and stored in the order in
which they were recorded, as they would lie after years of use.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg

from benchmarks import ledger_sessions
from volunteer.ledger.rules import HASHED, entry_hash

DAYS_ASKED = 365

# A tenth is entered by a leader, a tenth of that long after; the rest of the members scanned themselves.
DRAW = """
CREATE TABLE drawn AS
SELECT n AS id, n AS proposal_id, m.id AS member_id,
  row_number() OVER (PARTITION BY m.id ORDER BY n) AS sequence, 'credit' AS kind,
  CASE WHEN n % 100 = 0 THEN 'backfilled' ELSE 'verified' END AS source,
  60 + n % 5 * 30 AS minutes, m.unit_id, u.path AS unit_path,
  CASE WHEN n % 10 = 0 THEN m.id % {members} + 1 ELSE m.id END AS entered_by,
  (m.id + 1) % {members} + 1 AS confirmed_by,
  CASE WHEN n % 100 > 0 THEN d.day - DATE '{first}' + 1 END AS session_id,
  d.day AS service_date, d.day + interval '12 hours' + n % 1000 * interval '1 second' AS recorded_at
FROM (SELECT n, CASE WHEN n <= {earlier} THEN DATE '{first}' + (n * {days_before} / {earlier})::int
                     ELSE DATE '{year}' + ((n - {earlier}) * ({days_asked} - 1) / {asked})::int END AS day,
        1 + (hashint8(n) & 2147483647) % {members} AS member FROM generate_series(1::bigint, {rows}) n) AS d
JOIN member m ON m.id = d.member JOIN unit u ON u.id = m.unit_id
"""
PROPOSE = """
INSERT INTO hours_proposal (id, member_id, session_id, unit_id, service_date, minutes, source, status, entered_by,
  ticked, proposed_at, version)
SELECT id, member_id, session_id, unit_id, service_date, minutes, source, 'confirmed', entered_by,
  entered_by <> member_id, recorded_at, 1 FROM drawn ORDER BY id
"""
COLUMNS = (
    "id", "proposal_id", "member_id", "sequence", "kind", "source", "minutes", "session_id", "unit_id", "unit_path",
    "service_date", "entered_by", "confirmed_by", "recorded_at",
)  # fmt: skip
STORE = f"""
INSERT INTO hours_entry ({", ".join(COLUMNS)}, prev_hash, hash)
SELECT {", ".join(f"d.{name}" for name in COLUMNS)}, c.prev_hash, c.hash
FROM drawn d JOIN chained c USING (id) ORDER BY d.id
"""
NUMBER = "SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"


def fill(owner_url: str, members: int, rows: int, asked: int, year: date) -> None:
    """So many rows, `asked` of them in one year and the others in the three years before."""
    first = date(year.year - 3, 1, 1)
    values = {
        "members": members, "rows": rows, "asked": asked, "earlier": rows - asked, "first": first,
        "days_before": (year - first).days - 1, "year": year, "days_asked": DAYS_ASKED,
    }  # fmt: skip
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SET work_mem = '256MB'")
        connection.execute("SET synchronous_commit = off")
        ledger_sessions.fill(connection, first, (year - first).days + DAYS_ASKED)
        connection.execute(DRAW.format(**values))
        connection.execute(PROPOSE)
        connection.execute("CREATE TABLE chained (id bigint, prev_hash bytea, hash bytea)")
        _chain(owner_url)
        connection.execute("ANALYZE drawn, chained")
        connection.execute(STORE)
        connection.execute("DROP TABLE drawn, chained")
        for table in ("hours_entry", "hours_proposal"):
            connection.execute(NUMBER.format(table=table))
        for table in ("hours_entry", "hours_proposal", "hours_month"):
            connection.execute(f"VACUUM ANALYZE {table}")


def _chain(owner_url: str) -> None:
    """The hashes of all rows, member by member."""
    statement = f"SELECT {', '.join(COLUMNS)} FROM drawn ORDER BY member_id, sequence"
    values: dict[str, Any] = dict.fromkeys(HASHED)
    with psycopg.connect(owner_url) as reading, psycopg.connect(owner_url) as writing:
        rows = reading.cursor("drawn_rows")
        rows.itersize = 20_000
        rows.execute(statement)
        last: bytes | None = None
        with writing.cursor().copy("COPY chained (id, prev_hash, hash) FROM STDIN") as copy:
            for row in rows:
                values.update(zip(COLUMNS, row, strict=True))
                last = last if values["sequence"] > 1 else None
                digest = entry_hash(values, last)
                copy.write_row((values["id"], last, digest))
                last = digest

"""Months of the audit trail: made ahead by the owner of the tables (D29).

What came in before its month's partition was made waits in the default partition and is moved then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
from psycopg import sql

PARENT = "audit_event"
WAITING = "audit_event_default"
APP_ROLE = "volunteer_app"
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"  # better tried again tomorrow than holding up everybody's audit


def ensure(connection: psycopg.Connection, first: date, months: int) -> list[str]:
    """Make the partitions of some months from the month of `first` on; the names of those that were missing."""
    return [name for month in _months(first, months) if (name := _ensure_month(connection, month))]


def forget(connection: psycopg.Connection, before: date) -> list[str]:
    """Drop the months that ended before the month of `before`, and what waits from then; the names of what went.

    Only the owner can, and only whole months go: no single row is ever taken out of the trail.
    """
    gone = []
    with connection.transaction():
        connection.execute(LOCK_TIMEOUT)
        for name in existing(connection):
            if name < partition_name(before):
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
                gone.append(name)
        left = connection.execute(
            sql.SQL("DELETE FROM {} WHERE at < {}").format(
                sql.Identifier(WAITING), sql.Literal(_instant(before.replace(day=1)))
            )
        )
        return [*gone, *([WAITING] if left.rowcount else [])]


def existing(connection: psycopg.Connection) -> list[str]:
    """The months there are, in order."""
    found = connection.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = %s::regclass AND c.relname <> %s ORDER BY 1",
        (PARENT, WAITING),
    )
    return [name for (name,) in found]


def partition_name(month: date) -> str:
    """The table that holds a month."""
    return f"{PARENT}_{month:%Y_%m}"


def _ensure_month(connection: psycopg.Connection, month: date) -> str | None:
    name = partition_name(month)
    with connection.transaction():
        connection.execute(LOCK_TIMEOUT)
        if connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,):
            return None
        begins, ends = _instant(month), _instant(_next(month))
        names = {"part": sql.Identifier(name), "parent": sql.Identifier(PARENT), "waiting": sql.Identifier(WAITING)}
        bounds = {"begins": sql.Literal(begins), "ends": sql.Literal(ends)}
        for statement in (
            "LOCK TABLE {waiting} IN ACCESS EXCLUSIVE MODE",
            "CREATE TABLE {part} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
            "WITH moved AS (DELETE FROM {waiting} WHERE at >= {begins} AND at < {ends} RETURNING *)"
            " INSERT INTO {part} SELECT * FROM moved",
            "ALTER TABLE {parent} ATTACH PARTITION {part} FOR VALUES FROM ({begins}) TO ({ends})",
        ):
            connection.execute(sql.SQL(statement).format(**names, **bounds))
        _close(connection, name)
    return name


def _close(connection: psycopg.Connection, name: str) -> None:
    """The application's role adds through the whole trail only, and reads; nothing else."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APP_ROLE,)).fetchone():
        statement = sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(APP_ROLE)))


def _months(first: date, months: int) -> Iterator[date]:
    month = first.replace(day=1)
    for _ in range(months):
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _instant(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)

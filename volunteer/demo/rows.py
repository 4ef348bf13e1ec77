"""Rows collected per table, then copied into an empty database in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB

from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, SealedJson


class Rows:
    """Every row of the demo, with ids given here so that rows can refer to each other before they are written."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._last_id: dict[str, int] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Keep one row and return its id (0 for tables without one)."""
        table = model.__tablename__
        rows = self._rows.setdefault(table, [])
        if "id" in Base.metadata.tables[table].c:
            values.setdefault("id", self._last_id.get(table, 0) + 1)
            self._last_id[table] = values["id"]
        rows.append(values)
        return int(values.get("id", 0))

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        """The rows kept for a table; values may still be changed."""
        return self._rows.setdefault(model.__tablename__, [])

    def numbered_demands(self) -> list[dict[str, Any]]:
        """The demands that were given a number."""
        return [row for row in self._rows.get("demand", []) if row["number"]]

    def write(self, connection: psycopg.Connection[Any]) -> dict[str, int]:
        """Copy everything, tables before those that refer to them; returns the count per table."""
        written = {}
        for table in Base.metadata.sorted_tables:
            rows = self._rows.get(table.name)
            if rows:
                _copy(connection, table, rows)
                written[table.name] = len(rows)
        for name, last in self._last_id.items():
            connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (name, last))
        return written


def _copy(connection: psycopg.Connection[Any], table: Table, rows: Iterable[dict[str, Any]]) -> None:
    columns = [column for column in table.columns if not column.computed]
    defaults = {column.name: _default(column) for column in columns}
    used = [c for c in columns if c.server_default is None or any(c.name in row for row in rows)]
    json = {column.name for column in used if isinstance(column.type, JSONB)}
    seals = {c.name: c.type for c in used if isinstance(c.type, Sealed | SealedJson)}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(c.name) for c in used)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = [row.get(c.name, defaults[c.name]) for c in used]
            values = [
                seals[c.name].process_bind_param(v, None) if c.name in seals else v
                for c, v in zip(used, values, strict=True)
            ]
            copy.write_row([Jsonb(v) if c.name in json else v for c, v in zip(used, values, strict=True)])


def _default(column: Any) -> Any:
    if column.default is None:
        return None
    return column.default.arg if column.default.is_scalar else column.default.arg(None)


def period(starts: datetime, ends: datetime) -> str:
    """A half-open range as PostgreSQL reads it."""
    return f"[{starts.isoformat()},{ends.isoformat()})"

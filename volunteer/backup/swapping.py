"""A database closed to everybody, and another put in its place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from volunteer.backup.place import Place, beside, line
from volunteer.backup.problems import BackupError, ProblemKind

BEFORE = "_before_restore_"
LEAVE_SECONDS = 10.0


@contextmanager
def closed(place: Place) -> Iterator[None]:
    """Nobody can connect, and whoever was connected is gone: pages answer 503, jobs wait. Open again at the end.

    `reopen` opens one that a killed restore left closed.
    """
    if not place.exists():
        yield
        return
    _require_owner(place)
    try:
        _allow(place, False)
        _send_away(place)
        yield
    finally:
        if place.exists():
            _allow(place, True)


def reopen(place: Place) -> None:
    """Let everybody connect again."""
    _allow(place, True)


def is_closed(place: Place) -> bool:
    """Whether a restore is under way, or was killed."""
    with beside(place) as server:
        row = server.execute("SELECT datallowconn FROM pg_database WHERE datname = %s", (place.name,)).fetchone()
    return row == (False,)


def swap(place: Place, new: Place, stamp: str) -> Place | None:
    """Give the new database the place's name, both renamed in one transaction; where the old one is kept, if any."""
    old = place.named(f"{place.name}{BEFORE}{stamp}") if place.exists() else None
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    _send_away(new)
    try:
        with beside(place) as server, server.transaction():
            if old is not None:
                server.execute(rename.format(sql.Identifier(place.name), sql.Identifier(old.name)))
            server.execute(rename.format(sql.Identifier(new.name), sql.Identifier(place.name)))
    except psycopg.Error as error:
        raise BackupError(ProblemKind.RIGHTS, f"the databases could not be renamed: {line(error)}") from error
    if old is not None:
        _allow(old, True)
    return old


def kept_before(place: Place) -> list[str]:
    """Databases that restores put aside, the oldest first."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1"
    with beside(place) as server:
        return [row[0] for row in server.execute(query, (f"{place.name}{BEFORE}",))]


def _allow(place: Place, allowed: bool) -> None:
    statement = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with beside(place) as server:
        server.execute(statement.format(sql.Identifier(place.name), sql.SQL("true" if allowed else "false")))


def _require_owner(place: Place) -> None:
    query = """
        SELECT pg_get_userbyid(datdba), pg_has_role(datdba, 'USAGE'), current_user FROM pg_database WHERE datname = %s
    """
    with beside(place) as server:
        row = server.execute(query, (place.name,)).fetchone()
    if row is not None and not row[1]:
        message = f"the database {place.name} belongs to {row[0]}: ALTER DATABASE {place.name} OWNER TO {row[2]}"
        raise BackupError(ProblemKind.RIGHTS, f"{message} (docs/recovery.md)")


def _send_away(place: Place) -> None:
    """End the connections of others; BackupError tells who stays."""
    # Workers of autovacuum are nobody's: the server sends them away itself when a database is renamed.
    who = "SELECT pid, usename FROM pg_stat_activity WHERE datname = %s AND usesysid IS NOT NULL"
    until = time.monotonic() + LEAVE_SECONDS
    with beside(place) as server:
        while there := server.execute(who, (place.name,)).fetchall():
            if time.monotonic() >= until:
                raise BackupError(ProblemKind.RIGHTS, f"{there[0][1]} stays connected to {place.name}")
            for pid, role in there:
                try:
                    server.execute("SELECT pg_terminate_backend(%s)", (pid,))
                except psycopg.errors.InsufficientPrivilege as error:
                    message = f"the connection of {role} may not be ended: GRANT pg_signal_backend TO the owner role"
                    raise BackupError(ProblemKind.RIGHTS, f"{message} (docs/recovery.md)") from error
            time.sleep(0.05)

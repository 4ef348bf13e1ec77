"""The two roles and the database of the platform inside a fresh PostgreSQL server (D29)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OWNER_ROLE = "volunteer_owner"
APP_ROLE = "volunteer_app"
DATABASE = "volunteer"


def server_url(sockets: Path, role: str, database: str) -> str:
    """Connection URL of a role on a server that listens on a socket only."""
    return f"postgresql://{role}@/{database}?host={quote(str(sockets))}"


def provision(sockets: Path, database: str = DATABASE) -> None:
    """Create roles and database where they are missing; safe to repeat."""
    with psycopg.connect(server_url(sockets, SUPERUSER, SUPERUSER), autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        # To restore, the owner makes a database, and sends everybody away from the one whose place it takes.
        for statement in ("ALTER ROLE {} CREATEDB", "GRANT pg_signal_backend TO {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(OWNER_ROLE)))
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            return
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                sql.Identifier(database), sql.Identifier(OWNER_ROLE)
            )
        )
    with psycopg.connect(server_url(sockets, SUPERUSER, database), autocommit=True) as connection:
        _grant(connection)


def _grant(connection: psycopg.Connection) -> None:
    """The owner defines the schema; the application reads and writes rows of whatever the owner creates."""
    owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    for statement in (
        "ALTER SCHEMA public OWNER TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(owner=owner, app=app))

"""Which database is backed up or restored, and connections to it as the owner (D29)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg
from flask import Flask
from sqlalchemy import make_url

from volunteer.backup.problems import BackupError, ProblemKind

PLAIN = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1"
BESIDE = ("postgres", "template1")  # databases to stand in while one is renamed


@dataclass(frozen=True)
class Place:
    """One database of a server, with the URLs of both roles."""

    app_url: str
    owner_url: str

    @property
    def name(self) -> str:
        """The database."""
        return make_url(self.owner_url).database or ""

    def named(self, database: str) -> Place:
        """Another database of the same server."""
        return replace(self, app_url=_named(self.app_url, database), owner_url=_named(self.owner_url, database))

    def exists(self) -> bool:
        """Whether the server has this database."""
        with beside(self) as server:
            return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.name,)).fetchone() is not None


def place_of(app: Flask) -> Place:
    """The database that the application works with."""
    app_url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    owner_url = str(app.config.get("MIGRATION_DATABASE_URL") or app_url)
    return Place(_plain(app_url), _plain(owner_url))


@contextmanager
def as_owner(place: Place) -> Iterator[psycopg.Connection]:
    """A connection of the owner, with one spelling of every value."""
    with _connect(place) as connection:
        yield connection


@contextmanager
def beside(place: Place) -> Iterator[psycopg.Connection]:
    """A connection of the owner to another database of the server; every statement is its own transaction."""
    for last, database in enumerate(BESIDE, 1 - len(BESIDE)):
        try:
            opened = psycopg.connect(_named(place.owner_url, database), autocommit=True)
            break
        except psycopg.OperationalError as error:
            if last == 0:
                raise BackupError(ProblemKind.DATABASE, f"the server does not answer: {line(error)}") from error
    with opened as connection:
        yield connection


def require_rights(place: Place) -> None:
    """The owner makes databases to prove a backup in and to restore into."""
    with beside(place) as server:
        found = server.execute(
            "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if found is not None and not found[1]:
        message = f"the role {found[0]} may not make databases: ALTER ROLE {found[0]} CREATEDB (docs/recovery.md)"
        raise BackupError(ProblemKind.RIGHTS, message)


def line(error: BaseException) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


def _connect(place: Place) -> psycopg.Connection:
    try:
        return psycopg.connect(place.owner_url, options=PLAIN)
    except psycopg.OperationalError as error:
        raise BackupError(ProblemKind.DATABASE, f"the database does not answer: {line(error)}") from error


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)

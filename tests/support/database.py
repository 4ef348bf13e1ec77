"""Real PostgreSQL for tests: one server and one database a worker, cleaned in milliseconds between tests.

Each xdist worker has a server in a private temporary directory: what one writes must not hold back what another
may keep (kernel/changes asks a snapshot, and snapshots see the transactions of every database of a server).
Migrations run once, into a template database that is copied. ``clean_database`` empties the tables that have
rows, and makes a new copy of the template when a test changed rows that migrations put there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from volunteer.runtime import provision
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import FORGETFUL_SETTINGS, SETTINGS, EmbeddedServer
from volunteer.runtime.locks import FileLock
from volunteer.runtime.migrations import upgrade

TEMPLATE = "volunteer_template"
# Triggers guard the ledger and foreign keys; a replica session fires neither, so the clean-up needs no order.
SILENCE_TRIGGERS = "SET session_replication_role = replica"
# A transaction that a test forgot must not hang the next one.
NO_LONG_WAIT = "SET lock_timeout = '2s'"
FILLED_TABLES = """
    CREATE FUNCTION pg_temp.filled_tables() RETURNS SETOF text LANGUAGE plpgsql AS $$
    DECLARE candidate text; filled boolean;
    BEGIN
        FOR candidate IN SELECT oid::regclass::text FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        LOOP
            EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || candidate || ')' INTO filled;
            IF filled THEN RETURN NEXT candidate; END IF;
        END LOOP;
    END $$
"""
FINGERPRINT = "SELECT coalesce(md5(string_agg(r::text, ',' ORDER BY r::text)), '') FROM {} AS r"


class WorkerDatabase:
    """The database of one test worker."""

    def __init__(self, server: EmbeddedServer, name: str) -> None:
        self.name = name
        self._server = server
        self.urls = DatabaseUrls(
            server.url(provision.APP_ROLE, name),
            server.url(provision.OWNER_ROLE, name),
        )
        self._renew()

    def clean(self) -> None:
        """Back to the state after migrations."""
        filled = {row[0] for row in self._session.execute("SELECT pg_temp.filled_tables()")}
        try:
            if self._fingerprints() == self._reference:
                self._empty(filled - self._reference.keys())
                return
        except psycopg.errors.LockNotAvailable:
            warnings.warn("a test left a transaction open: making a new database", stacklevel=2)
        self._session.close()
        self._renew()

    def close(self) -> None:
        """Let go of the database."""
        self._session.close()

    def _empty(self, tables: set[str]) -> None:
        """Delete all rows: ten times quicker than TRUNCATE, whose cascade reaches nearly every table."""
        deletes = [sql.SQL("DELETE FROM {}").format(sql.SQL(table)) for table in sorted(tables)]
        if deletes:
            self._session.execute(sql.SQL("; ").join(deletes))

    def _renew(self) -> None:
        copy_template(self._server, self.name)
        self._session = psycopg.connect(self._server.url(provision.SUPERUSER, self.name), autocommit=True)
        self._session.execute(SILENCE_TRIGGERS)
        self._session.execute(NO_LONG_WAIT)
        self._session.execute(FILLED_TABLES)
        tables = [row[0] for row in self._session.execute("SELECT pg_temp.filled_tables()")]
        self._reference = dict.fromkeys(tables, "")
        self._reference = self._fingerprints()

    def _fingerprints(self) -> dict[str, str]:
        found = {}
        for table in self._reference:
            row = self._session.execute(sql.SQL(FINGERPRINT).format(sql.SQL(table))).fetchone()
            found[table] = row[0] if row else ""
        return found


def copy_template(server: EmbeddedServer, name: str) -> None:
    """(Re)create a database as a copy of the migrated template, ending whoever is connected to it."""
    with psycopg.connect(server.url(provision.SUPERUSER, provision.SUPERUSER), autocommit=True) as connection:
        target, template = sql.Identifier(name), sql.Identifier(TEMPLATE)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(target))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(target, template))


@contextmanager
def migrated_server(name: str) -> Iterator[EmbeddedServer]:
    """The server of one test worker with its migrated template; whoever leaves last stops and removes it."""
    home = Path(tempfile.gettempdir()) / f"volunteer-tests-{os.geteuid()}"
    turn = FileLock(home / "lock")
    directory = home / name
    server = EmbeddedServer(directory / "postgres", {**SETTINGS, **FORGETFUL_SETTINGS, "shared_buffers": "128MB"})
    with turn:
        for leftover in home.iterdir():
            if leftover.is_dir() and leftover != directory:
                _remove_unused(EmbeddedServer(leftover / "postgres"))
        server.ensure_running()
        _migrate_template(server, directory / "migrated")
    try:
        yield server
    finally:
        with turn:
            _remove_unused(server)


def _remove_unused(server: EmbeddedServer) -> None:
    if server.stop():
        shutil.rmtree(server.data.parent, ignore_errors=True)


def _migrate_template(server: EmbeddedServer, done: Path) -> None:
    if not done.exists():
        provision.provision(server.sockets(), TEMPLATE)
        upgrade(DatabaseUrls(server.url(provision.APP_ROLE, TEMPLATE), server.url(provision.OWNER_ROLE, TEMPLATE)))
        _close_to_connections(server, TEMPLATE)
        done.touch()


def _close_to_connections(server: EmbeddedServer, name: str) -> None:
    """A database that somebody is connected to cannot be copied; pools keep connections open."""
    with psycopg.connect(server.url(provision.SUPERUSER, provision.SUPERUSER), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,))


@pytest.fixture(scope="session")
def worker_database(testrun_uid: str, worker_id: str) -> Iterator[WorkerDatabase]:
    """The database of this test worker on its own server."""
    with migrated_server(f"{testrun_uid[:12]}-{worker_id}") as server:
        database = WorkerDatabase(server, f"volunteer_{worker_id}")
        yield database
        database.close()


@pytest.fixture(scope="session")
def database_urls(worker_database: WorkerDatabase) -> DatabaseUrls:
    """URLs (app, owner) of this worker's migrated database."""
    return worker_database.urls


@pytest.fixture
def clean_database(worker_database: WorkerDatabase) -> WorkerDatabase:
    """Give the test a database that holds only what migrations put there."""
    worker_database.clean()
    return worker_database

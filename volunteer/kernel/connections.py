"""Connections that keep their prepared statements through a rollback, and are looked at before they are used.

Every request that only reads, and every refusal, ends in a rollback. The driver then forgets all prepared statements,
for fear of DDL taken back inside the transaction, and each request plans its statements anew: about two thirds of a
claim's time. This application changes no schema while it serves, and PostgreSQL keeps the statements.

A request that only reads needs no transaction: under READ COMMITTED each of its statements sees what is committed when
it starts, with or without one. That spares every page the round trips of BEGIN and ROLLBACK. A use case begun while
reading opens its transaction by name (`within_transaction`).

A connection whose server went away is noticed without asking the server: on an idle connection the server has nothing
to say but that it ends, so whatever can be read there is reason to ask. That spares every request a round trip.
"""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Any

import psycopg
from flask import has_request_context, request
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

READING = frozenset({"GET", "HEAD"})


class Connection(psycopg.Connection[Any]):
    """A connection whose rollback leaves the prepared statements alone."""

    def rollback(self) -> None:
        """Take back the transaction under way, if any."""
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                return
            result = self.pgconn.exec_(b"ROLLBACK")
            if result.status != ExecStatus.COMMAND_OK:
                raise psycopg.OperationalError(result.get_error_message())

    def within_transaction(self) -> None:
        """Open a transaction unless one is open, or opens by itself with the next statement."""
        with self.lock:
            if self.autocommit and self.pgconn.transaction_status == TransactionStatus.IDLE:
                result = self.pgconn.exec_(b"BEGIN")
                if result.status != ExecStatus.COMMAND_OK:
                    raise psycopg.OperationalError(result.get_error_message())

    def is_silent(self) -> bool:
        """Whether nothing came from the server since its last answer: neither a word nor the end of the line."""
        try:
            return not select.select([self.fileno()], [], [], 0)[0]
        except (OSError, ValueError, psycopg.Error):
            return False


def keep_prepared(engine: Engine, replaced: Callable[[], object]) -> None:
    """Let the engine open its connections this way.

    `replaced` is called when another database stands under the same name, as after a restore: what was kept of the
    former one must be forgotten.
    """
    known: list[Any] = []

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, keywords: Any) -> Connection:
        opened = Connection.connect(*arguments, **keywords)
        found = opened.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        opened.rollback()
        if known and known != [found]:
            replaced()
        known[:] = [found]
        return opened

    @event.listens_for(engine, "checkout")
    def _look_at(connection: Connection, _record: Any, _proxy: Any) -> None:
        try:
            if not connection.is_silent():
                connection.execute("SELECT 1")
                connection.rollback()
            if connection.autocommit != reading():
                connection.autocommit = reading()
        except psycopg.Error as problem:
            raise DisconnectionError from problem  # the pool opens another


def reading() -> bool:
    """Whether this is a request that asks for something and changes nothing by itself."""
    return has_request_context() and request.method in READING

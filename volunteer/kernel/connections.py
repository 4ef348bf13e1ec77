"""Connections that keep their prepared statements through a rollback.

Every request that only reads, and every refusal, ends in a rollback. The driver then forgets all prepared statements,
for fear of DDL taken back inside the transaction, and each request plans its statements anew: about two thirds of a
claim's time. This application changes no schema while it serves, and PostgreSQL keeps the statements.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event


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


def keep_prepared(engine: Engine) -> None:
    """Let the engine open its connections this way."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, keywords: Any) -> Connection:
        return Connection.connect(*arguments, **keywords)

"""Trying something out: whatever the application commits inside the block is taken back at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from flask import Flask

from volunteer.kernel.database import db

Undoing = Callable[[], AbstractContextManager[None]]


@contextmanager
def undoing(app: Flask) -> Iterator[Undoing]:
    """Inside an application context: a context manager to try one thing after the other on the same rows.

    All sessions share one connection in a transaction that never ends well; a commit of the application is a savepoint.
    """
    engines: dict[Any, Any] = db._app_engines[app]  # a session takes a connection as well as an engine
    engine = db.engine
    db.session.remove()
    with engine.connect() as connection:
        transaction = connection.begin()
        engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")

        @contextmanager
        def undone() -> Iterator[None]:
            savepoint = connection.begin_nested()
            try:
                yield
            finally:
                db.session.remove()
                savepoint.rollback()

        try:
            yield undone
        finally:
            db.session.remove()
            db.session.configure(join_transaction_mode="conditional_savepoint")
            engines[None] = engine
            transaction.rollback()

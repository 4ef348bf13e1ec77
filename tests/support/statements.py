"""Counting the SQL statements of a block."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from volunteer.kernel.database import db

TRIES, PAUSE = 100, 0.05  # seconds


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements sent while the block runs. Needs an application context."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def asks_at_most(limit: int, run: Callable[[], object]) -> bool:
    """Whether the statements of `run` come down to a limit.

    What another database of the same server is still writing holds the horizon back: kept rows are then read once more.
    """
    for _ in range(TRIES):
        with counted_statements() as statements:
            run()
        if len(statements) <= limit:
            return True
        time.sleep(PAUSE)
    return False

"""Counting the SQL statements of one request at the driver."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import event

from volunteer.kernel.database import db


def statements_of(app: Flask, path: str, cookie: str) -> int:
    """How many statements a page costs once everything that is kept in memory is there."""
    counted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    client = app.test_client(use_cookies=False)
    client.get(path, headers={"Cookie": cookie})
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = client.get(path, headers={"Cookie": cookie})
    finally:
        event.remove(engine, "before_cursor_execute", note)
        engine.dispose()
    assert answer.status_code == 200
    return len(counted)

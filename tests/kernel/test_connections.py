"""Prepared statements outlive a rollback; the rollback itself is whole."""

from __future__ import annotations

from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from volunteer.taxonomy.models import Category

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%marked%'")


def test_statements_stay_prepared_and_changes_do_not_stay(db_session: scoped_session[Session]) -> None:
    connection = db_session.connection()
    for _time in range(6):
        connection.execute(text("SELECT 'marked'"))
    before = connection.scalar(PREPARED)
    db_session.add(Category(code="passing", name="passing", name_en="passing"))
    db_session.flush()
    raw = connection.connection.dbapi_connection
    db_session.rollback()
    again = db_session.connection()
    assert again.connection.dbapi_connection is raw
    assert (before, again.scalar(PREPARED)) == (1, 1)
    assert db_session.get(Category, "passing") is None

"""Prepared statements outlive a rollback; the rollback itself is whole."""

from __future__ import annotations

from flask_sqlalchemy.session import Session
from sqlalchemy import insert, select, text
from sqlalchemy.orm import scoped_session

from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%marked%'")


def test_statements_stay_prepared_and_changes_do_not_stay(db_session: scoped_session[Session]) -> None:
    with db.engine.connect() as connection:
        for _time in range(6):
            connection.execute(text("SELECT 'marked'"))
        before = connection.scalar(PREPARED)
        connection.execute(
            insert(Category).values(code="passing", name="passing", name_en="passing", safeguards={}, retired=False)
        )
        connection.rollback()
        assert (before, connection.scalar(PREPARED)) == (1, 1)
        assert connection.scalar(select(Category.code).where(Category.code == "passing")) is None

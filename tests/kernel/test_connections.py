"""Prepared statements outlive a rollback; the rollback itself is whole."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import insert, select, text
from sqlalchemy.orm import scoped_session

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.taxonomy.models import Category

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT ''marked''%'")


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


@use_case
def half_done(_work: Work, _actor: Actor) -> None:
    """Writes something, sees that it is in one transaction, and fails."""
    db.session.execute(insert(Category).values(code="half", name="half", name_en="half", safeguards={}))
    number = text("SELECT txid_current()")
    assert db.session.scalar(number) == db.session.scalar(number)
    raise Refused("full")


def test_a_page_reads_without_a_transaction_and_a_use_case_within_it_is_whole(app: Flask, world: World) -> None:
    number = text("SELECT txid_current()")
    with app.test_request_context("/"):
        first, second = (db.session.scalar(number) for _ in range(2))
        assert first != second
        with pytest.raises(Refused):
            half_done(world.actor("member"))
        assert db.session.scalar(select(Category.code).where(Category.code == "half")) is None
        db.session.remove()
    with app.test_request_context("/", method="POST"):
        assert db.session.scalar(number) == db.session.scalar(number)
        db.session.remove()

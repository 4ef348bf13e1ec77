"""What is kept in memory is what the database holds, whoever wrote it and however their transactions end."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.support.database import WorkerDatabase
from volunteer.kernel import changes
from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category

INSERT = """
    INSERT INTO category (code, name, name_en, safeguards, retired) VALUES (%s, %s, '', '{}', false)
"""


class Names:
    """The names of the skills, kept; counts how often they were loaded."""

    def __init__(self) -> None:
        self.loads = 0
        self.kept = Kept((Category,), self.load)

    def load(self) -> dict[str, str]:
        self.loads += 1
        return {code: name for code, name in db.session.execute(select(Category.code, Category.name))}

    def get(self) -> dict[str, str]:
        """As a new request finds them."""
        found = self.kept.get()
        db.session.rollback()
        return found


@pytest.fixture
def names(db_session: object, app: Flask) -> Names:
    changes.forget(app)
    return Names()


@pytest.fixture
def other(worker_database: WorkerDatabase) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(worker_database.urls.owner)


def test_nothing_is_loaded_twice_without_a_change(names: Names) -> None:
    assert names.get() == names.get() == {}
    assert names.loads == 1


def test_a_commit_elsewhere_is_seen_by_the_next_request(
    names: Names, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    names.get()
    other.execute(INSERT, ("law", "法律"))
    assert names.get() == {}
    other.commit()
    assert names.get() == {"law": "法律"}
    other.execute("UPDATE category SET name = '法律咨询'")
    other.commit()
    assert names.get() == {"law": "法律咨询"}
    assert names.loads == 3
    other.close()


def test_a_transaction_that_ends_after_a_later_one_is_not_missed(
    names: Names, other: psycopg.Connection[tuple[object, ...]], worker_database: WorkerDatabase
) -> None:
    other.execute(INSERT, ("slow", "慢"))  # its number is lower than that of the one that commits first
    with psycopg.connect(worker_database.urls.owner) as quick:
        quick.execute(INSERT, ("quick", "快"))
    assert names.get() == {"quick": "快"}
    other.commit()
    assert names.get() == {"quick": "快", "slow": "慢"}
    other.close()


def test_what_a_transaction_wrote_itself_is_not_kept(names: Names) -> None:
    names.get()
    db.session.execute(text(INSERT % ("'law'", "'法律'")))
    assert names.kept.get() == {"law": "法律"}
    db.session.rollback()
    assert names.get() == {}


def test_refresh_gets_the_last_value_and_the_horizon(
    names: Names, other: psycopg.Connection[tuple[object, ...]]
) -> None:
    def refresh(last: frozenset[str], since: int) -> frozenset[str]:
        changed = select(Category.code).where(Category.changed_tx >= since)
        return last | frozenset(db.session.scalars(changed))

    kept = Kept((Category,), frozenset[str], refresh)
    assert kept.get() == frozenset()
    db.session.rollback()
    for code in ("one", "two"):
        other.execute(INSERT, (code, code))
        other.commit()
        assert code in kept.get()
        db.session.rollback()
    assert kept.get() == {"one", "two"}
    other.close()

"""The demo city keeps every rule that the use cases keep, and is the same each time."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from volunteer.accounts.models import Account
from volunteer.demo.load import NotEmpty, load, make_city
from volunteer.demo.rows import Rows
from volunteer.demo.scale import SCALES, Scale
from volunteer.ledger.chain import verify_chain
from volunteer.tables import ALL

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TINY = Scale(organs=5, teams=6, squads=14, members=180, sites=12, past_projects=12, attendances=150, open_items=40)


@pytest.fixture
def loaded(app: Flask, clean_database: WorkerDatabase) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to a database with a tiny demo city."""
    owner = clean_database.urls.owner
    load(owner, make_city(TINY, 7, NOW, "hash"))
    return psycopg.connect(owner, autocommit=True)


def _values(rows: Rows) -> list[dict[str, object]]:
    """What would be written, table by table."""
    models = {value for module in ALL for value in vars(module).values() if hasattr(value, "__tablename__")}
    return [
        {name: value for name, value in row.items() if name in model.__table__.c}
        for model in sorted(models, key=lambda model: model.__tablename__)
        for row in rows.of(model)
    ]


def test_the_same_seed_gives_the_same_city() -> None:
    assert _values(make_city(TINY, 7, NOW, "hash")) == _values(make_city(TINY, 7, NOW, "hash"))


def test_only_demo_accounts_have_a_password() -> None:
    accounts = make_city(SCALES["small"], 7, NOW, "hash").of(Account)
    assert sum(account.get("password_hash") is not None for account in accounts) == 8


def test_counts_are_kept(loaded: psycopg.Connection[tuple[object, ...]]) -> None:
    assert loaded.execute("SELECT count(*) FROM attendance").fetchone() == (TINY.attendances,)
    assert loaded.execute("SELECT count(*) FROM member").fetchone() == (TINY.members,)
    wrong = """
        SELECT count(*) FROM position p WHERE taken <> (SELECT count(*) FROM claim c WHERE c.position_id = p.id
        AND c.status IN ('requested', 'confirmed', 'reconfirm', 'offered', 'attended'))
    """
    assert loaded.execute(wrong).fetchone() == (0,)


def test_nobody_confirms_the_own_hours(loaded: psycopg.Connection[tuple[object, ...]]) -> None:
    own = "SELECT count(*) FROM hours_entry e JOIN member m ON m.id = e.member_id WHERE m.account_id = e.confirmed_by"
    assert loaded.execute(own).fetchone() == (0,)


def test_ledger_has_every_confirmed_proposal(loaded: psycopg.Connection[tuple[object, ...]]) -> None:
    query = """
        SELECT (SELECT sum(minutes) FROM hours_proposal WHERE status = 'confirmed')
             = (SELECT sum(minutes) FROM hours_entry)
           AND (SELECT count(*) FROM hours_proposal WHERE status = 'pending') > 0
    """
    assert loaded.execute(query).fetchone() == (True,)


def test_the_ledger_of_every_member_holds(app: Flask, loaded: psycopg.Connection[tuple[object, ...]]) -> None:
    served = [row[0] for row in loaded.execute("SELECT DISTINCT member_id FROM hours_entry LIMIT 25").fetchall()]
    with app.app_context():
        assert [verify_chain(int(str(member_id))) for member_id in served] == [None] * len(served)


def test_every_submitted_demand_has_a_unit_and_a_timeline(loaded: psycopg.Connection[tuple[object, ...]]) -> None:
    query = """
        SELECT count(*) FROM demand d WHERE status <> 'draft' AND (responsible_unit_id IS NULL
        OR NOT EXISTS (SELECT FROM demand_step s WHERE s.demand_id = d.id AND s.step = 'submit'))
    """
    assert loaded.execute(query).fetchone() == (0,)


def test_a_filled_database_is_refused(
    loaded: psycopg.Connection[tuple[object, ...]], clean_database: WorkerDatabase
) -> None:
    with pytest.raises(NotEmpty):
        load(clean_database.urls.owner, make_city(TINY, 7, NOW, "hash"))


def test_production_refuses_demo_data(app: Flask, clean_database: WorkerDatabase) -> None:
    app.config["APP_ENV"] = "production"
    try:
        result = app.test_cli_runner().invoke(args=["demo", "load"])
    finally:
        app.config["APP_ENV"] = "development"
    assert result.exit_code == 1
    assert "never loaded" in result.output

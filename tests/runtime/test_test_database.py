"""The database of the tests is as migrations left it at the start of each test."""

from __future__ import annotations

import psycopg
import pytest

from tests.support.database import WorkerDatabase
from volunteer.runtime import provision

ACCOUNT = """
    INSERT INTO account (id, name, status, failed_sign_ins, locale, sign_in_epoch)
    OVERRIDING SYSTEM VALUE VALUES (1, 'somebody', 'active', 0, 'zh', 0)
"""


def accounts(database: WorkerDatabase) -> int:
    with psycopg.connect(database.urls.app) as connection:
        row = connection.execute("SELECT count(*) FROM account").fetchone()
        return int(row[0]) if row else 0


def test_rows_are_gone_after_cleaning(clean_database: WorkerDatabase) -> None:
    with psycopg.connect(clean_database.urls.app) as connection:
        connection.execute(ACCOUNT)
    assert accounts(clean_database) == 1
    clean_database.clean()
    assert accounts(clean_database) == 0


def test_changed_reference_rows_come_back(clean_database: WorkerDatabase) -> None:
    with psycopg.connect(clean_database.urls.owner) as connection:
        stored = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        connection.execute("UPDATE alembic_version SET version_num = 'changed'")
    clean_database.clean()
    with psycopg.connect(clean_database.urls.owner) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == stored


def test_forgotten_transaction_does_not_stop_the_cleaning(clean_database: WorkerDatabase) -> None:
    with psycopg.connect(clean_database.urls.app) as connection:
        connection.execute(ACCOUNT)
    forgotten = psycopg.connect(clean_database.urls.app)
    forgotten.execute("SELECT 1 FROM account FOR UPDATE")
    with pytest.warns(UserWarning, match="left a transaction open"):
        clean_database.clean()
    assert accounts(clean_database) == 0
    forgotten.close()


def test_application_role_is_not_the_owner(clean_database: WorkerDatabase) -> None:
    with psycopg.connect(clean_database.urls.app) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (provision.APP_ROLE,)


def test_application_role_may_insert_where_no_trigger_writes(clean_database: WorkerDatabase) -> None:
    with psycopg.connect(clean_database.urls.owner) as connection:
        closed = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT has_table_privilege('volunteer_app', oid, 'INSERT')"
        ).fetchall()
    # Months of the trail are written through the whole of it, never by themselves.
    tables = {name for (name,) in closed if not name.startswith("audit_event_")}
    assert tables == {"hours_month", "membership", "unit_period"}

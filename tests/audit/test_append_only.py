"""Nothing the application's role may do changes or hides a row of the trail, in any part of it, now or next month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from psycopg import sql

from tests.support.database import WorkerDatabase
from volunteer.audit import partitions

MONTHS = date(2033, 1, 1)
PARTS = """
    SELECT c.relname FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE c.relname = 'audit_event' OR i.inhparent = 'audit_event'::regclass
"""
FORBIDDEN = {
    "rows": ("UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}", "MERGE INTO {} t USING (SELECT 1) s ON true"
             " WHEN MATCHED THEN DELETE"),
    "table": (
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN x integer",
        "ALTER TABLE {} OWNER TO volunteer_app",
        "ALTER TABLE {} RENAME TO gone",
        "CREATE TRIGGER t BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
    ),
}  # fmt: skip


@pytest.fixture
def parts(clean_database: WorkerDatabase) -> Iterator[list[str]]:
    """The trail and all of its parts, two months that a job has just made among them."""
    with psycopg.connect(clean_database.urls.owner, autocommit=True) as owner:
        made = partitions.ensure(owner, MONTHS, 2)
        yield [name for (name,) in owner.execute(PARTS)]
        for name in made:
            owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))


def test_no_part_can_be_changed(clean_database: WorkerDatabase, parts: list[str]) -> None:
    assert {"audit_event", partitions.WAITING, "audit_event_2033_01", "audit_event_2033_02"} <= set(parts)
    with psycopg.connect(clean_database.urls.app, autocommit=True) as app:
        for part in parts:
            for statement in (*FORBIDDEN["rows"], *FORBIDDEN["table"]):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(sql.SQL(statement).format(sql.Identifier(part)))


def test_triggers_cannot_be_silenced_and_no_month_detached(clean_database: WorkerDatabase, parts: list[str]) -> None:
    with psycopg.connect(clean_database.urls.app, autocommit=True) as app:
        for statement in (
            "DO $$ BEGIN LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE; END $$",
            "SET session_replication_role = replica",
            "ALTER TABLE audit_event DETACH PARTITION audit_event_2033_01",
            "INSERT INTO audit_event_2033_01 (at, action, subject_kind, subject_id, details)"
            " VALUES ('2033-01-02', 'x.y', 'x', 1, '{}')",
            "INSERT INTO audit_event (id, at, action, subject_kind, subject_id, details) OVERRIDING SYSTEM VALUE"
            " VALUES (1, '2033-01-02', 'x.y', 'x', 1, '{}')",
            "SELECT setval(pg_get_serial_sequence('audit_event', 'id'), 1)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


def test_catalogue_and_statements_agree(clean_database: WorkerDatabase, parts: list[str]) -> None:
    """A right granted to everybody, or to a column, would pass by a REVOKE."""
    with psycopg.connect(clean_database.urls.owner, autocommit=True) as owner:
        for part in parts:
            for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
                allowed = owner.execute("SELECT has_table_privilege('volunteer_app', %s, %s)", (part, right)).fetchone()
                assert allowed == (False,), (part, right)
            columns = owner.execute(
                "SELECT has_any_column_privilege('volunteer_app', %s, 'UPDATE')", (part,)
            ).fetchone()
            assert columns == (False,), part

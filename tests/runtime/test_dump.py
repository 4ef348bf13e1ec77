"""The copy beside an upgrade: brings rows, schema and the rights of both roles back, or changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.database import WorkerDatabase
from volunteer.runtime.dump import DumpError, load, save

NAME = "taken over from before"


@pytest.fixture
def torn_down(clean_database: WorkerDatabase) -> Iterator[WorkerDatabase]:
    """A database that is made anew afterwards: whoever is connected to it knows tables that are gone."""
    yield clean_database
    clean_database.close()
    clean_database._renew()


def test_what_came_after_is_gone_and_rights_are_as_before(torn_down: WorkerDatabase, tmp_path: Path) -> None:
    urls, file = torn_down.urls, tmp_path / "database.dump"
    with psycopg.connect(urls.owner) as owner:
        owner.execute("INSERT INTO skill_group (code, name, name_en, rank) VALUES ('g1', %s, '', 0)", (NAME,))
    save(urls.owner, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE later (id int)")
        owner.execute("UPDATE skill_group SET name = 'changed'")
    load(urls.owner, file)
    with psycopg.connect(urls.app) as app:
        assert app.execute("SELECT name FROM skill_group").fetchall() == [(NAME,)]
        assert app.execute("SELECT to_regclass('later')").fetchone() == (None,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("UPDATE hours_entry SET minutes = 1")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE next_one (id int)")
    with psycopg.connect(urls.app) as app:
        app.execute("INSERT INTO next_one VALUES (1)")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("DROP TABLE next_one")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["database.dump"]


def test_a_file_that_is_no_copy_changes_nothing(torn_down: WorkerDatabase, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a copy")
    with pytest.raises(DumpError, match="pg_restore"):
        load(torn_down.urls.owner, tmp_path / "x")
    with psycopg.connect(torn_down.urls.app) as app:
        assert app.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)

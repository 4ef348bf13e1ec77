"""The whole state comes back: onto a machine that has nothing, and in place of what is in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from alembic.script import ScriptDirectory

from tests.backup.conftest import PASSPHRASE, Installation, install
from tests.support.database import WorkerDatabase
from volunteer.backup import alone, proving, swapping, writing
from volunteer.backup.place import as_owner
from volunteer.backup.unmarking import unmark
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.migrations import DIRECTORY
from volunteer.wiring import REACTIONS

NEWEST = ScriptDirectory(str(DIRECTORY)).get_current_head()
MADE = """
    SELECT datname FROM pg_database WHERE datname LIKE '%\\_proof\\_%' OR datname LIKE '%\\_restoring\\_%'
"""
ACCOUNTS = "SELECT count(*), max(id) FROM account"
MEANWHILE = "SELECT count(*) FROM outbox_message WHERE dedupe_key LIKE 'written meanwhile%'"
RIGHTS = """
    SELECT has_table_privilege('volunteer_app', 'hours_entry', 'UPDATE'),
      has_table_privilege('volunteer_app', 'hours_entry', 'INSERT')
"""


def test_a_backup_is_one_private_file_that_was_proved(city: Installation, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    made_at = datetime.strptime(backup.name, "volunteer-%Y%m%dT%H%M%SZ.backup")  # noqa: DTZ007  # UTC by its Z
    assert made_at.year >= 2026
    manifest = proving.look(backup, PASSPHRASE)
    ((known,),) = city.query("SELECT count(*) FROM outbox_message")
    assert isinstance(known, int)
    assert manifest.facts.tables["outbox_message"][0] < known  # rows went on being written
    assert manifest.facts.tables["account"][0] == city.query(ACCOUNTS)[0][0]
    assert {"LEDGER_HEADS_FILE", "LEDGER_SIGNING_KEY_FILE"} <= manifest.files.keys()
    assert b"account" not in backup.read_bytes()
    assert city.query("SELECT file, problem FROM backup_run") == [(backup.name, None)]
    assert city.query("SELECT count(*) FROM audit_event WHERE action = 'backup.made'") == [(1,)]
    assert city.query(MADE) == []


def test_the_commands_do_without_the_whole_application(city: Installation, directory: Path) -> None:
    """As a process of its own; what they record is on the trail as it would be anyway."""
    assert {"backup", "restore"} == {command.name for command in alone.COMMANDS}
    for kind, reactions in alone.REACTIONS.items():
        assert reactions == REACTIONS[kind]
    made = "SELECT count(*) FROM audit_event WHERE action = 'backup.made'"
    ((before,),) = city.query(made)
    process = city.process("backup", str(directory / "by-process"))
    assert process.returncode == 0, process.stderr
    assert "backed up and proved" in process.stdout
    assert city.query(made) == [(before + 1,)]  # type: ignore[operator]  # a count


def test_a_damaged_file_or_a_wrong_passphrase_changes_nothing(
    city: Installation, backup: Path, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = directory / "damaged.backup"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    cut = bytes(content[: len(content) // 3])
    before = city.query("SELECT count(*) FROM account")
    with psycopg.connect(city.place.app_url, autocommit=True) as in_use:
        for wrong in (bytes(content), cut):
            damaged.write_bytes(wrong)
            result = city.run("restore", str(damaged), "--yes")
            assert result.exit_code == 1
            assert "damaged" in result.output
        monkeypatch.setitem(city.app.config, "BACKUP_PASSPHRASE", "five plums in June")
        result = city.run("restore", str(backup), "--yes")
        assert (result.exit_code, "passphrase is wrong" in result.output) == (1, True)
        assert in_use.execute("SELECT count(*) FROM account").fetchall() == before  # nobody was sent away
    assert city.query(MADE) == []


def test_a_copy_that_differs_is_found_and_the_database_opens_again(
    city: Installation, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling = proving._fill

    def fill_and_lose(into: proving.Place, blocks: Iterator[bytes]) -> None:
        filling(into, blocks)
        with as_owner(into) as owner:
            owner.execute("UPDATE account SET name = name || '?' WHERE id = (SELECT min(id) FROM account)")
            owner.execute("DELETE FROM holiday")
            owner.execute("GRANT UPDATE ON hours_entry TO volunteer_app")

    monkeypatch.setattr(proving, "_fill", fill_and_lose)
    result = city.run("restore", str(backup), "--yes")
    assert result.exit_code == 1
    for told in ("account: other content", "rights: hours_entry volunteer_app UPDATE"):
        assert told in result.output
    assert city.query("SELECT count(*) > 0 FROM account") == [(True,)]  # open as before
    assert city.query(MADE) == []


def test_it_comes_back_onto_a_machine_that_has_nothing(
    city: Installation, backup: Path, database_urls: DatabaseUrls, directory: Path
) -> None:
    fresh = install(database_urls, f"{city.place.name}_fresh", directory / "fresh")
    result = fresh.run("restore", str(city.backups))  # the newest of the directory
    assert result.exit_code == 0, result.output
    assert fresh.query(ACCOUNTS) == city.query(ACCOUNTS)
    manifest = proving.look(backup, PASSPHRASE)
    assert fresh.query("SELECT count(*) FROM outbox_message") == [(manifest.facts.tables["outbox_message"][0],)]
    assert fresh.query("SELECT reason, backup_made_at FROM outbox_hold") == [("restore", manifest.made_at)]
    key = Path(fresh.app.config["LEDGER_SIGNING_KEY_FILE"])
    assert key.read_bytes() == Path(city.app.config["LEDGER_SIGNING_KEY_FILE"]).read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert not list(fresh.directory.glob("*.restoring"))
    assert fresh.query(RIGHTS) == [(False, True)]
    with psycopg.connect(fresh.place.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE hours_entry SET minutes = 0")
    owned = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert fresh.query(owned) == [("volunteer_owner",)]


def test_an_older_one_is_migrated_and_takes_the_place_of_what_is_in_use(
    city: Installation, backup: Path, worker_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = city.directory / "old"
    old.mkdir()
    with city.app.app_context():
        flask_migrate.downgrade(revision="0036")
        db.engine.dispose()
        writing._write(city.place, city.app.config, old / "volunteer-20261101T000000Z.backup", PASSPHRASE, clock.now())
        flask_migrate.upgrade()
    assert city.query(MEANWHILE) != [(0,)]
    with psycopg.connect(city.place.app_url, autocommit=True) as in_use:
        in_use.execute("DELETE FROM outbox_message")
        heads = Path(city.app.config["LEDGER_HEADS_FILE"])
        written = heads.read_text()
        heads.write_text("")
        monkeypatch.setitem(city.app.config, "APP_ENV", "production")
        refused = city.run("restore", str(old))
        assert (refused.exit_code, "--yes" in refused.output) == (1, True)
        before = city.app.test_client().get("/readyz")
        assert before.status_code == 200
        result = city.run("restore", str(old), "--yes")
        assert result.exit_code == 0, result.output
        with pytest.raises(psycopg.OperationalError):
            in_use.execute("SELECT 1")  # sent away
    assert city.query(MEANWHILE) != [(0,)]
    assert heads.read_text() == written
    assert list(city.directory.glob("heads.jsonl.before_restore_*"))
    assert city.query("SELECT version_num FROM alembic_version") == [(NEWEST,)]
    assert city.query(RIGHTS) == [(False, True)]
    (kept,) = swapping.kept_before(city.place)
    assert city.query("SELECT count(*) FROM outbox_message", city.place.named(kept).app_url) == [(0,)]
    answer = city.app.test_client().get("/readyz")  # the pool notices that another database is there
    assert answer.status_code == 200
    assert city.query("SELECT count(*) FROM outbox_hold WHERE released_at IS NULL") == [(1,)]
    assert "removed" in city.run("restore", "--drop-old").output
    assert swapping.kept_before(city.place) == []


def test_marks_from_ahead_of_the_server_are_taken_back(city: Installation) -> None:
    with as_owner(city.place) as owner:
        owner.execute("ALTER TABLE unit DISABLE TRIGGER USER")
        owner.execute("UPDATE unit SET changed_tx = 10::bigint ^ 12")
        owner.execute("ALTER TABLE unit ENABLE TRIGGER USER")
    (units,) = city.query("SELECT count(*) FROM unit")[0]
    assert unmark(city.place.owner_url) == units
    assert unmark(city.place.owner_url) == 0
    assert city.query("SELECT max(changed_tx) FROM unit") == [(0,)]


def test_a_ledger_that_does_not_hold_is_copied_truly_and_shouted_about(city: Installation) -> None:
    with as_owner(city.place) as owner:
        owner.execute("UPDATE hours_entry SET minutes = minutes + 1 WHERE id = (SELECT min(id) FROM hours_entry)")
    broken = city.directory / "broken"
    result = city.run("backup", str(broken), "--keep", "1")
    assert result.exit_code == 1
    assert "its ledger does not hold" in result.output
    assert len(list(broken.glob("*.backup"))) == 1
    assert city.query("SELECT problem FROM backup_run ORDER BY id DESC LIMIT 1") == [("ledger",)]

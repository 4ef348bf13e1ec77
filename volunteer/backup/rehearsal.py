"""`scripts/rehearse-recovery`: both ways back, walked on a server of its own that goes again at the end.

To a moment: base backup, archived WAL, "disaster", recovery to the second before it. As a whole: backup, restore. What
comes back is compared with what was there, and each step's seconds are printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from volunteer.backup.facts import Facts, differences, facts
from volunteer.backup.place import Place, as_owner
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.runtime import postgres_home, provision
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import SETTINGS, EmbeddedServer
from volunteer.runtime.migrations import upgrade
from volunteer.runtime.paths import PROJECT_ROOT

ARCHIVING = {"wal_level": "replica", "archive_mode": "on", "archive_timeout": "60s"}
DISASTER = "DELETE FROM ledger_head; DELETE FROM audit_event; TRUNCATE unit CASCADE"
ARCHIVE_SECONDS = 60.0
PASSPHRASE = "only for this rehearsal"  # what it seals is gone at the end


class Rehearsal:
    """A directory with two servers: the one that fails, and the one that takes its place."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.archive, self.base, self.backups = directory / "wal", directory / "base", directory / "backups"
        for made in (directory, self.archive):
            postgres_home.hand_over(made)
        keep = f"test ! -f {self.archive}/%f && cp %p {self.archive}/%f"
        self.first = EmbeddedServer(directory / "first", {**SETTINGS, **ARCHIVING, "archive_command": keep})
        self.second: EmbeddedServer | None = None

    def run(self) -> None:
        """All of it; BackupError where something does not come back."""
        with _timed("a small city on a server that archives its WAL"):
            self.first.ensure_running()
            upgrade(DatabaseUrls(self.first.app_url, self.first.owner_url))
            self._flask(self.first, "demo", "load", "--scale", "small")
        with _timed("base backup"):
            self._base_backup()
        before, moment = self._last_good_moment()
        with _timed("disaster: tables emptied, server gone"):
            self._disaster()
        with _timed(f"recovered to {moment}"):
            self.second = self._recover(moment)
            _same(before, _facts(self.second))
        with _timed("backup, proved"):
            self._flask(self.second, "backup", str(self.backups))
        with _timed("tried beside the database in use (restore --check)"):
            self._flask(self.second, "restore", "--check", str(self.backups))
        with _timed("restored in its place"):
            self._flask(self.second, "restore", "--yes", str(self.backups))
        status = self._flask(self.second, "outbox", "status")
        if "held since" not in status:
            raise BackupError(ProblemKind.PROOF, f"the outbox is not held after the restore: {status}")

    def stop(self) -> None:
        """Leave nothing running."""
        for server in (self.first, self.second):
            if server is not None:
                server.stop()

    def _base_backup(self) -> None:
        program = str(postgres_home.program("pg_basebackup"))
        command = [program, "-D", str(self.base), "-h", str(self.first.sockets()), "-U", provision.SUPERUSER]
        _run([*command, "--checkpoint=fast", "--wal-method=stream"], as_postgres=True)

    def _last_good_moment(self) -> tuple[Facts, str]:
        """What was there a second before the disaster, written after the base backup."""
        with psycopg.connect(self.first.owner_url, autocommit=True) as owner:
            owner.execute("UPDATE account SET name = name || ' ' WHERE id % 7 = 0")
            found = _facts(self.first)
            time.sleep(1)
            row = owner.execute("SELECT clock_timestamp()::text").fetchone()
            time.sleep(1)
        assert row is not None
        return found, str(row[0])

    def _disaster(self) -> None:
        superuser = self.first.url(provision.SUPERUSER, provision.DATABASE)
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(DISASTER)
            row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            assert row is not None
            until = time.monotonic() + ARCHIVE_SECONDS
            while not (self.archive / str(row[0])).exists():
                if time.monotonic() >= until:
                    raise BackupError(ProblemKind.DATABASE, "the WAL was not archived in time")
                time.sleep(0.1)
        self.first.stop()
        shutil.rmtree(self.first.data)

    def _recover(self, moment: str) -> EmbeddedServer:
        signal_file = self.base / "recovery.signal"
        signal_file.touch()
        account = postgres_home.run_as()
        if account:
            os.chown(signal_file, account["user"], account["group"])
        settings = {
            **SETTINGS,
            "restore_command": f"cp {self.archive}/%f %p",
            "recovery_target_time": moment,
            "recovery_target_action": "promote",
            "hot_standby": "off",  # answers when it is there, not before
        }
        return EmbeddedServer(self.base, settings).ensure_running()

    def _flask(self, server: EmbeddedServer, *arguments: str) -> str:
        environment = {
            **os.environ,
            "APP_ENV": "development",
            "BACKUP_PASSPHRASE": PASSPHRASE,
            "DATABASE_URL": server.app_url,
            "MIGRATION_DATABASE_URL": server.owner_url,
            "VOLUNTEER_INSTANCE": str(self.directory),
        }
        for name in ("LEDGER_HEADS_FILE", "LEDGER_SIGNING_KEY_FILE", "FIELD_KEYS_FILE"):
            environment.pop(name, None)
        return _run([sys.executable, "-m", "flask", "--app", "app", *arguments], environment)


def main() -> int:
    """Walk both ways; status 1 and one line where one does not lead back."""
    with tempfile.TemporaryDirectory(prefix="volunteer-rehearsal-") as directory:
        rehearsal = Rehearsal(Path(directory))
        try:
            with _timed("all of it"):
                rehearsal.run()
        except BackupError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        finally:
            rehearsal.stop()
    print("两条路都走通了 · both ways lead back")
    return 0


def _facts(server: EmbeddedServer) -> Facts:
    with as_owner(Place(server.app_url, server.owner_url)) as connection:
        return facts(connection)


def _same(before: Facts, after: Facts) -> None:
    if wrong := differences(before, after):
        raise BackupError(ProblemKind.PROOF, f"what came back is not what was there: {'; '.join(wrong[:3])}")


def _run(command: list[str], environment: dict[str, str] | None = None, *, as_postgres: bool = False) -> str:
    account = postgres_home.run_as() if as_postgres else {}
    where = "/" if as_postgres else PROJECT_ROOT
    done = subprocess.run(command, env=environment, cwd=where, capture_output=True, text=True, **account)
    if done.returncode != 0:
        raise BackupError(
            ProblemKind.TOOLS, f"{command[-1]}: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
        )
    return done.stdout


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:7.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

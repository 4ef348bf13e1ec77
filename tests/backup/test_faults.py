"""What goes wrong is said in one line, and leaves nothing that looks like a backup, and nothing half restored."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.backup.conftest import PASSPHRASE, Installation
from volunteer.backup import programs, swapping, writing
from volunteer.backup.place import as_owner
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.kernel import clock
from volunteer.runtime import provision
from volunteer.runtime.paths import PROJECT_ROOT

SMALL = 100_000  # bytes: less than the city takes
ALONE = """
import sys, datetime
from pathlib import Path
from volunteer.backup.place import Place
from volunteer.backup.writing import make
settings = {"LEDGER_HEADS_FILE": "/nowhere/heads"}
now = datetime.datetime.now(datetime.UTC)
make(Place(*sys.argv[1:3]), settings, Path(sys.argv[3]), "four plums in June", now, print)
"""


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """As on a disk that is full after so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def make(city: Installation, directory: Path) -> None:
    writing.make(city.place, city.app.config, directory, PASSPHRASE, clock.now(), print)


def others(city: Installation) -> list[tuple[object, ...]]:
    """Databases that were made beside the city's."""
    query = "SELECT datname FROM pg_database WHERE datname LIKE '%\\_proof\\_%' OR datname LIKE '%\\_restoring\\_%'"
    return city.query(query)


def test_a_full_disk_leaves_nothing(city: Installation, directory: Path) -> None:
    full = directory / "full"
    with files_at_most(SMALL), pytest.raises(BackupError) as refused:
        make(city, full)
    assert refused.value.kind is ProblemKind.SPACE
    assert list(full.iterdir()) == []
    assert others(city) == []


def test_one_that_is_killed_leaves_nothing_that_looks_like_a_backup(city: Installation, directory: Path) -> None:
    killed = directory / "killed"
    with psycopg.connect(city.place.owner_url) as blocking:
        blocking.execute("LOCK TABLE unit IN ACCESS EXCLUSIVE MODE")  # where it waits for us
        command = [sys.executable, "-c", ALONE, city.place.app_url, city.place.owner_url, str(killed)]
        child = subprocess.Popen(command, cwd=PROJECT_ROOT, env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)})
        deadline = time.monotonic() + 60
        while not list(killed.glob(".*.part")) and time.monotonic() < deadline and child.poll() is None:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    (left,) = killed.iterdir()
    assert left.suffix == ".part"
    assert writing.backups(killed) == []
    with files_at_most(SMALL), pytest.raises(BackupError):
        make(city, killed)  # the next one clears up, whatever becomes of it
    assert list(killed.iterdir()) == []


def test_two_at_once_are_not_made(city: Installation, directory: Path) -> None:
    with as_owner(city.place) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (writing.ONE_AT_A_TIME,))
        with pytest.raises(BackupError, match="another backup"):
            make(city, directory / "second")


def test_a_role_that_may_not_make_databases_is_told_how(city: Installation, directory: Path) -> None:
    superuser = city.place.owner_url.replace(provision.OWNER_ROLE, provision.SUPERUSER)
    role = sql.Identifier(provision.OWNER_ROLE)
    with psycopg.connect(superuser, autocommit=True) as server:
        server.execute(sql.SQL("ALTER ROLE {} NOCREATEDB").format(role))
        try:
            with pytest.raises(BackupError, match="CREATEDB") as refused:
                make(city, directory / "rights")
        finally:
            server.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(role))
    assert refused.value.kind is ProblemKind.RIGHTS


def test_programs_of_another_version_are_named(city: Installation) -> None:
    with pytest.raises(BackupError, match=r"pg_dump of PostgreSQL 9 is needed.*is of version") as refused:
        programs.find("pg_dump", 9)
    assert refused.value.kind is ProblemKind.TOOLS


def test_older_ones_go_only_beyond_the_number_that_is_kept(directory: Path) -> None:
    kept = directory / "kept"
    kept.mkdir()
    names = [f"volunteer-202611{day}T190000Z.backup" for day in (20, 21, 22)]
    for name in (*names, "volunteer-20261119T190000Z.backup.unproved", "notes.txt"):
        (kept / name).touch()
    assert [file.name for file in writing.forget_older(kept, 2)] == names[:1]
    assert {file.name for file in kept.iterdir()} >= {*names[1:], "notes.txt"}


def test_a_database_that_is_closed_answers_503_and_is_opened_again(city: Installation) -> None:
    swapping._allow(city.place, False)  # as a restore does that is then killed
    swapping._send_away(city.place)
    assert swapping.is_closed(city.place)
    assert city.app.test_client().get("/readyz").status_code == 503
    assert city.app.test_client().get("/positions").status_code == 503
    assert "opened" in city.run("restore", "--reopen").output
    assert city.app.test_client().get("/readyz").status_code == 200

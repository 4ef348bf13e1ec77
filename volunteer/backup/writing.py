"""One backup: a file that has its name only once it was proved."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from volunteer.backup import programs, proving
from volunteer.backup.facts import facts
from volunteer.backup.kept_files import PRIVATE, kept_files
from volunteer.backup.manifest import Manifest
from volunteer.backup.place import Place, as_owner, beside, require_rights
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.sealing import Sealer
from volunteer.backup.sections import BLOCK, DUMP, FILE, MANIFEST, write_section
from volunteer.backup.settling import Settled, settle

PREFIX, SUFFIX = "volunteer-", ".backup"
UNFINISHED, UNPROVED = ".part", ".unproved"
PROOF = "_proof_"  # a database that a backup is proved in
ONE_AT_A_TIME = 7_203_114_580  # an advisory lock
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)

Say = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """A backup that was proved."""

    file: Path
    bytes: int
    manifest: Manifest
    settled: Settled


def make(place: Place, settings: Mapping[str, Any], directory: Path, passphrase: str, now: datetime, say: Say) -> Made:
    """Write a backup of everything into the directory and prove it; BackupError leaves nothing that looks like one.

    A copy that is true but whose ledger does not hold stays, and BackupError says so.
    """
    require_rights(place)
    name = f"{PREFIX}{now:%Y%m%dT%H%M%SZ}{SUFFIX}"
    with _alone(place), _disk():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(place, directory)
        part = directory / f".{name}{UNFINISHED}"
        try:
            manifest = _write(place, settings, part, passphrase, now)
            say(f"written: {part.stat().st_size:,} bytes, {manifest.facts.rows:,} rows")
            settled = _prove(place, part, passphrase, directory / f"{name}{UNPROVED}")
            file = directory / name
            part.rename(file)
            _to_disk(directory)
        finally:
            part.unlink(missing_ok=True)
    if settled.faults:
        message = f"{file} is a true copy, but its ledger does not hold ({settled.faults[0]}): keep older backups"
        raise BackupError(ProblemKind.LEDGER, message)
    say(f"proved: ledger of {settled.members:,} members, {settled.entries:,} rows, {settled.days:,} days holds")
    return Made(file, file.stat().st_size, manifest, settled)


def backups(directory: Path) -> list[Path]:
    """All backups in the directory, the newest first."""
    return sorted(directory.glob(f"{PREFIX}*{SUFFIX}"), reverse=True)


def forget_older(directory: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep`; which these were."""
    gone = backups(directory)[keep:]
    for file in gone:
        file.unlink()
    return gone


def _write(place: Place, settings: Mapping[str, Any], part: Path, passphrase: str, now: datetime) -> Manifest:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "wb") as out, as_owner(place) as connection:
        sealer = Sealer(out, passphrase)
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        version = programs.server_version(connection)
        program = programs.find("pg_dump", version)
        # After the snapshot: a head that is in the file only is written again as it was, one in the table only is lost.
        files = list(kept_files(settings))
        found = facts(connection)
        manifest = Manifest(now, version, found, {file.name: file.digest for file in files})
        write_section(sealer, MANIFEST, [manifest.written()])
        for file in files:
            write_section(sealer, FILE + file.name, _blocks(file.content))
        write_section(sealer, DUMP, programs.dump(place, program, row[0]))
        sealer.close()
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _prove(place: Place, part: Path, passphrase: str, unproved: Path) -> Settled:
    """Load what was written; where that fails, it is kept under a name that says so."""
    scratch = place.named(f"{place.name}{PROOF}{os.getpid()}")
    try:
        with proving.new_database(scratch):
            loaded = proving.load(part, passphrase, scratch)
            settled = settle(scratch, loaded.files, migrate=False)
        proving.drop(scratch)
    except BackupError as error:
        part.rename(unproved)
        raise BackupError(error.kind, f"not proved, kept as {unproved.name}: {error}") from error
    return settled


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """One backup of a database at a time; the server lets go of the lock of one that was killed."""
    with as_owner(place) as connection:
        connection.autocommit = True
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (ONE_AT_A_TIME,)).fetchone()
        if row != (True,):
            raise BackupError(ProblemKind.OTHER, "another backup of this database is under way")
        yield


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except OSError as error:
        kind = ProblemKind.SPACE if error.errno in FULL else ProblemKind.OTHER
        what = "the disk is full" if kind is ProblemKind.SPACE else "the backup could not be written"
        raise BackupError(kind, f"{what}: {error.strerror or error} {error.filename or ''}".rstrip()) from error


def _sweep(place: Place, directory: Path) -> None:
    """Remove what backups left that were killed: nobody else is at it, see `_alone`."""
    for left in directory.glob(f".{PREFIX}*{SUFFIX}{UNFINISHED}"):
        left.unlink()
    with beside(place) as server:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in server.execute(query, (f"{place.name}{PROOF}",)).fetchall():
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _to_disk(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _blocks(content: bytes) -> Iterable[bytes]:
    return (content[at : at + BLOCK] for at in range(0, len(content), BLOCK))

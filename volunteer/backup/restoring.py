"""One restore: into a new database, proved, brought to this code's revision, put in place of the old one by rename."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from volunteer.backup import programs, proving, swapping
from volunteer.backup.kept_files import SECRET_KEY, places, put, stage
from volunteer.backup.manifest import Manifest
from volunteer.backup.place import Place, as_owner, beside, require_rights
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.proving import Loaded
from volunteer.backup.settling import MIGRATIONS, settle
from volunteer.backup.writing import PREFIX, SUFFIX, backups

RESTORING = "_restoring_"
CHECKING = "_checking_"

Say = Callable[[str], object]


@dataclass(frozen=True)
class Restored:
    """What was put in place, and where what was there before is kept."""

    manifest: Manifest
    old: str | None
    aside: list[Path] = field(default_factory=list)
    other_key: bool = False  # the environment's SECRET_KEY is not the backup's


def choose(given: Path) -> Path:
    """A backup, or the newest of a directory."""
    if not given.is_dir():
        return given
    found = backups(given)
    if not found:
        raise BackupError(ProblemKind.OTHER, f"no backup ({PREFIX}…{SUFFIX}) in {given}")
    return found[0]


def check(place: Place, file: Path, passphrase: str, say: Say) -> Manifest:
    """Prove that the file can be restored with this code on this server; nothing in use is touched."""
    manifest = _fit(place, file, passphrase, say)
    scratch = place.named(f"{place.name}{CHECKING}{os.getpid()}")
    with proving.new_database(scratch):
        loaded = proving.load(file, passphrase, scratch)
        _settle(scratch, loaded, None, say, accept_broken=False)
    proving.drop(scratch)
    return manifest


def restore(
    place: Place,
    settings: Mapping[str, Any],
    file: Path,
    passphrase: str,
    now: datetime,
    say: Say,
    *,
    accept_broken: bool = False,
) -> Restored:
    """Put the state of the backup in place of the present one, which is kept beside it.

    Until the end the database in use is closed, so that nobody writes what would be lost. When anything fails it is
    opened again as it was.
    """
    manifest = _fit(place, file, passphrase, say)
    stamp = f"{now:%Y%m%d_%H%M%S}"
    new = place.named(f"{place.name}{RESTORING}{stamp}")
    with swapping.closed(place), proving.new_database(new):
        loaded = proving.load(file, passphrase, new)
        say("loaded, and the same as what was backed up")
        _settle(new, loaded, manifest.made_at, say, accept_broken=accept_broken)
        where = _where(settings, loaded, stamp)
        with _staged({path: loaded.files[name] for name, path in where.items()}) as staged:
            old = swapping.swap(place, new, stamp)
            aside = [kept for path, file in staged.items() if (kept := put(file, path, stamp)) is not None]
    return Restored(manifest, _kept(old), aside, _other_key(loaded))


def is_in_use(place: Place) -> bool:
    """Whether there is a database whose content anybody could miss."""
    if not place.exists():
        return False
    if swapping.is_closed(place):
        return True
    with as_owner(place) as connection:
        if connection.execute("SELECT to_regclass('public.account')").fetchone() == (None,):
            return False
        return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None


def _fit(place: Place, file: Path, passphrase: str, say: Say) -> Manifest:
    """Everything that can be known before anything is changed."""
    began = time.monotonic()
    try:
        manifest = proving.look(file, passphrase)
    except OSError as error:
        raise BackupError(ProblemKind.OTHER, f"{file} cannot be read: {error.strerror}") from error
    rows, revision = manifest.facts.rows, manifest.facts.revision
    say(f"{file.name}: made {manifest.made_at.isoformat(timespec='seconds')}, {rows:,} rows, revision {revision}")
    say(f"whole, to the last byte ({time.monotonic() - began:.1f} s)")
    if revision not in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}:
        message = f"the backup (revision {revision}) is newer than this code: update the code"
        raise BackupError(ProblemKind.OTHER, message)
    require_rights(place)
    proving.require_roles(place, manifest)
    with beside(place) as server:
        version = programs.server_version(server)
    if version < manifest.server:
        message = f"the backup is of PostgreSQL {manifest.server}, this server is of {version}: update the server"
        raise BackupError(ProblemKind.TOOLS, message)
    programs.find("pg_restore", version)
    return manifest


def _settle(new: Place, loaded: Loaded, hold_since: datetime | None, say: Say, *, accept_broken: bool) -> None:
    settled = settle(new, loaded.files, migrate=True, hold_since=hold_since)
    if settled.faults and not accept_broken:
        message = f"the ledger in the backup does not hold: {'; '.join(settled.faults[:3])} (--accept-broken-ledger)"
        raise BackupError(ProblemKind.LEDGER, message)
    holds = f"does NOT hold: {settled.faults[0]}" if settled.faults else "holds"
    say(f"ledger of {settled.members:,} members, {settled.entries:,} rows, {settled.days:,} days {holds}")


def _where(settings: Mapping[str, Any], loaded: Loaded, stamp: str) -> dict[str, Path]:
    """Where each file of the backup goes. The environment's SECRET_KEY stays in use; another is kept beside."""
    where = {name: path for name, path in places(settings).items() if name in loaded.files}
    if os.environ.get(SECRET_KEY) and SECRET_KEY in where:
        path = where.pop(SECRET_KEY)
        if _other_key(loaded):
            where[SECRET_KEY] = path.with_name(f"{path.name}.restored_{stamp}")
    return where


def _other_key(loaded: Loaded) -> bool:
    used = os.environ.get(SECRET_KEY, "").encode()
    return bool(used) and loaded.files.get(SECRET_KEY, used) != used


@contextmanager
def _staged(contents: Mapping[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """The files written beside their places; gone again where they were not put there."""
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = stage(path, content)
        yield staged
    except OSError as error:
        message = f"the file could not be written: {error.strerror or error} {error.filename or ''}"
        raise BackupError(ProblemKind.SPACE, message.rstrip()) from error
    finally:
        for left in staged.values():
            left.unlink(missing_ok=True)


def _kept(old: Place | None) -> str | None:
    """The name under which the old database is kept; one that holds nothing is not worth keeping."""
    if old is not None and not is_in_use(old):
        proving.drop(old)
        return None
    return old.name if old is not None else None

"""A sealed file loaded into a database of its own and compared with what it says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from volunteer.backup import programs
from volunteer.backup.facts import differences, facts
from volunteer.backup.manifest import Manifest
from volunteer.backup.place import Place, as_owner, beside, line
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.sealing import CHUNK, Unsealer
from volunteer.backup.sections import DUMP, FILE, MANIFEST, read_sections

MOST_TOLD = 3


@dataclass(frozen=True)
class Loaded:
    """What was under the seal besides the dump, which is in the database now."""

    manifest: Manifest
    files: dict[str, bytes]


def look(file: Path, passphrase: str) -> Manifest:
    """Read the file to its end, so that every byte is known to be whole, and tell what it is."""
    with file.open("rb") as source:
        opened = Unsealer(source, passphrase)
        manifest = None
        for name, blocks in read_sections(opened):
            if name == MANIFEST:
                manifest = Manifest.read(b"".join(blocks))
        if manifest is None:
            raise BackupError(ProblemKind.DAMAGED, "the file is damaged: it says nothing about itself")
        assert not opened.read(CHUNK)
    return manifest


def load(file: Path, passphrase: str, into: Place) -> Loaded:
    """Fill an empty database from the file and compare the two; BackupError when anything differs."""
    manifest, files = None, {}
    with file.open("rb") as source:
        for name, blocks in read_sections(Unsealer(source, passphrase)):
            if name == MANIFEST:
                manifest = Manifest.read(b"".join(blocks))
            elif name.startswith(FILE):
                files[name.removeprefix(FILE)] = b"".join(blocks)
            elif name == DUMP:
                _fill(into, blocks)
    if manifest is None:
        raise BackupError(ProblemKind.DAMAGED, "the file is damaged: it says nothing about itself")
    with as_owner(into) as connection:
        wrong = differences(manifest.facts, facts(connection))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    wrong += [f"file {name}" for name in sorted(digests.items() ^ manifest.files.items())]
    if wrong:
        told = "; ".join(wrong[:MOST_TOLD]) + (f" and {len(wrong) - MOST_TOLD} more" if len(wrong) > MOST_TOLD else "")
        raise BackupError(ProblemKind.PROOF, f"the copy is not what was backed up: {told}")
    return Loaded(manifest, files)


def _fill(into: Place, blocks: Iterator[bytes]) -> None:
    with as_owner(into) as connection:
        program = programs.find("pg_restore", programs.server_version(connection))
    programs.restore(into, program, blocks)
    with as_owner(into) as connection:
        connection.execute("ANALYZE")


@contextmanager
def new_database(place: Place) -> Iterator[Place]:
    """An empty database; it goes again when what is done with it fails."""
    name = sql.Identifier(place.name)
    with beside(place) as server:
        try:
            server.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(name))
        except psycopg.Error as error:
            raise BackupError(ProblemKind.RIGHTS, f"no database could be made: {line(error)}") from error
    try:
        yield place
    except BaseException:
        drop(place)
        raise


def drop(place: Place) -> None:
    """Remove a database, whoever is connected to it."""
    with beside(place) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(place.name)))


def require_roles(place: Place, manifest: Manifest) -> None:
    """Roles that the backup grants something to must be there, or the rights of D29 would be lost."""
    with beside(place) as server:
        there = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
    if missing := [role for role in manifest.facts.roles if role not in there]:
        message = f"the role {missing[0]} is missing on this server: CREATE ROLE {missing[0]} LOGIN (docs/recovery.md)"
        raise BackupError(ProblemKind.RIGHTS, message)

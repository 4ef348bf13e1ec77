"""PostgreSQL's own programs: found in the PATH or in the wheel, of the server's version, fed and read as streams."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
from sqlalchemy import make_url

from volunteer.backup.place import Place
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.sections import BLOCK
from volunteer.runtime import postgres_home
from volunteer.runtime.postgres_home import EmbeddedError

# A restore is proved before it is used, so nothing has to be on disk before its end.
RESTORE_OPTIONS = "-c synchronous_commit=off -c maintenance_work_mem=256MB"
STEP_SECONDS = 15.0


def server_version(connection: psycopg.Connection) -> int:
    """The major version of the server."""
    return connection.info.server_version // 10_000


def find(name: str, major: int) -> Path:
    """The program of this major version; BackupError says what was found instead."""
    candidates = [Path(found)] if (found := shutil.which(name)) else []
    with suppress(EmbeddedError):
        candidates.append(postgres_home.program(name))
    told = []
    for candidate in candidates:
        version = _version(candidate)
        if version == major:
            return candidate
        told.append(f"{candidate} is of version {version or 'unknown'}")
    seen = "; ".join(told) or "none was found"
    message = f"{name} of PostgreSQL {major} is needed, the server's version, in the PATH: {seen}"
    raise BackupError(ProblemKind.TOOLS, message)


def dump(place: Place, program: Path, snapshot: str) -> Iterator[bytes]:
    """The database as that snapshot sees it, compressed, in pg_dump's custom format."""
    command = [str(program), "--format=custom", "--compress=gzip:1", f"--snapshot={snapshot}"]
    address, environment = _address(place.owner_url)
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [*command, "--dbname", address],
            stdout=subprocess.PIPE,
            stderr=said,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        assert child.stdout is not None
        try:
            while block := child.stdout.read(BLOCK):
                yield block
            status = child.wait()
        finally:
            _end(child)
        if status != 0:
            raise BackupError(ProblemKind.TOOLS, f"pg_dump failed: {_last_line(said)}")


def restore(place: Place, program: Path, blocks: Iterable[bytes]) -> None:
    """Fill an empty database from such a dump, everything owned by the role that connects."""
    address, environment = _address(place.owner_url)
    environment["PGOPTIONS"] = RESTORE_OPTIONS
    command = [str(program), "--no-owner", "--exit-on-error", "--dbname", address]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        )
        assert child.stdin is not None
        try:
            for block in blocks:
                child.stdin.write(block)
            child.stdin.close()
            status = child.wait()
        except BrokenPipeError:
            status = child.wait(STEP_SECONDS) or 1
        finally:
            _end(child)
        if status != 0:
            raise BackupError(ProblemKind.TOOLS, f"pg_restore failed: {_last_line(said)}")


def _version(program: Path) -> int | None:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)(\.|devel|beta|rc|\s|$)", told)
    return int(found[1]) if found else None


def _address(url: str) -> tuple[str, dict[str, str]]:
    """The URL without its password, which other users of the machine would see, and an environment that has it."""
    parts = make_url(url)
    environment = dict(os.environ)
    if parts.password:
        environment["PGPASSWORD"] = str(parts.password)
        parts = parts._replace(password=None)
    return parts.render_as_string(hide_password=False), environment


def _end(child: subprocess.Popen[bytes]) -> None:
    """Nobody waits for it any more."""
    if child.poll() is None:
        child.kill()
        child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None and not stream.closed:
            try:
                stream.close()
            except BrokenPipeError:
                continue


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "error:" in line), lines[-1] if lines else "no message").strip()

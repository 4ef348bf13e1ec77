"""The wheels of a lock for some Pythons and a kind of machine, in one folder with a list of their digests."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from volunteer.runtime.locking import pins

# Published without wheels; all are Python alone, so that one made here serves everywhere.
SOURCE_ONLY = frozenset({"jieba"})
# The C library of what is called manylinux_2_28: Debian 10, Ubuntu 20.04, openEuler 20.03 and Kylin V10 have it.
GLIBC = (2, 28)
LIST = "wheels.lock"
BLOCK = re.compile(r"^([A-Za-z0-9._-]+)==[^\n]*(?:\n {4}--hash=[^\n]*)*", re.MULTILINE)


class WheelError(RuntimeError):
    """Wheels are missing; the message is one line for the person at the terminal."""


def collect(lock: Path, tools: Path, folder: Path, pythons: Sequence[str], machine: str) -> None:
    """Fetch what the lock names, each file proved by its digest, and pip as the lock of the tools names it."""
    folder.mkdir()
    blocks = {_normal(block.group(1)): block.group(0) for block in BLOCK.finditer(lock.read_text())}
    made = [blocks[name] for name in blocks if name in SOURCE_ONLY]
    fetched = [blocks[name] for name in blocks if name not in SOURCE_ONLY]
    pip = next(block.group(0) for block in BLOCK.finditer(tools.read_text()) if block.group(1) == "pip")
    with tempfile.TemporaryDirectory() as scratch:
        if made:
            _pip(["wheel", "--no-deps", f"--wheel-dir={folder}"], made, Path(scratch))
        for python in pythons:
            _pip(_download(folder, python, machine), [*fetched, pip], Path(scratch))
    (folder / LIST).write_text(digests(folder, {**pins(lock.read_text())}))


def digests(folder: Path, versions: dict[str, str]) -> str:
    """A list for `pip install --require-hashes`: every package with the digests of its wheels in the folder."""
    by_name: dict[str, list[str]] = {}
    for wheel in sorted(folder.glob("*.whl")):
        by_name.setdefault(_normal(wheel.name.split("-")[0]), []).append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    if missing := versions.keys() - by_name.keys():
        raise WheelError(f"no wheel of {', '.join(sorted(missing))}")
    lines = (
        " ".join([f"{name}=={version}", *(f"--hash=sha256:{digest}" for digest in by_name[name])])
        for name, version in sorted(versions.items())
    )
    return "".join(f"{line}\n" for line in lines)


def _download(folder: Path, python: str, machine: str) -> list[str]:
    short = f"cp{python.replace('.', '')}"
    tags = [f"manylinux_{GLIBC[0]}_{minor}_{machine}" for minor in range(GLIBC[1], 4, -1)]
    tags += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}"]
    arguments = ["download", "--only-binary=:all:", "--no-deps", f"--dest={folder}", f"--python-version={python}"]
    arguments += ["--implementation=cp", f"--abi={short}", "--abi=abi3", "--abi=none"]
    return arguments + [f"--platform={tag}" for tag in tags]


def _pip(arguments: list[str], blocks: Iterable[str], scratch: Path) -> None:
    wanted = scratch / "wanted.lock"
    wanted.write_text("\n".join(blocks) + "\n")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run([*command, "--require-hashes", "-r", str(wanted)], capture_output=True, text=True)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()[-1:]
        raise WheelError(" ".join(lines)[:500] or "pip failed without a word")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

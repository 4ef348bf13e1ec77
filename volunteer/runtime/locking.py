"""``scripts/lock``: every package the lists need, in one version, with the digests of its files.

`requirements*.txt` name what we use; the locks beside them are what is installed, and nothing else is let in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from volunteer.runtime.paths import PROJECT_ROOT

LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-load.txt", "requirements-node.txt")
# A list whose packages must go with those of another.
BESIDE = {"requirements-dev.txt": "requirements.txt", "requirements-load.txt": "requirements-dev.txt"}
# No address of a package index gets into a lock: each machine has its own.
OPTIONS = (
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)", re.MULTILINE)


def lock_of(name: str) -> Path:
    """The lock beside a list."""
    return PROJECT_ROOT / Path(name).with_suffix(".lock").name


def pins(text: str) -> dict[str, str]:
    """Version by normalized name, of a list or of a lock."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PIN.findall(text)}


def lock(name: str, *constraints: str) -> None:
    """Write the lock of one list; what it held before stays as it is unless the list says otherwise."""
    command = [sys.executable, "-m", "piptools", "compile", "--quiet", *OPTIONS, "--output-file", lock_of(name).name]
    command += [f"--constraint={constraint}" for constraint in constraints]
    environment = {**os.environ, "CUSTOM_COMPILE_COMMAND": "scripts/lock"}
    subprocess.run([*command, name], cwd=PROJECT_ROOT, env=environment, check=True)


def main() -> int:
    """Write all locks."""
    for name in LISTS:
        print(f"· {lock_of(name).name}", flush=True)
        try:
            lock(name, *([lock_of(BESIDE[name]).name] if name in BESIDE else []))
        except subprocess.CalledProcessError as error:
            return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``scripts/test``: lint, types, what must not be in the code, then tests; the first that fails ends it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.browser import find_chromium

LINT_AND_TYPES = (
    ["ruff", "check", "."],
    ["tests.support.secrets_kept_out"],
    ["tests.support.licences"],
    ["mypy"],
)
# Takes as long as the types do, and runs beside them.
DANGERS = ("bandit", "-q", "-c", "pyproject.toml", "-r", "volunteer", "app.py", "gunicorn.conf.py")
# What a file's tests share is made once: a walk through all pages takes a minute.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def main(arguments: list[str]) -> int:
    """Run all checks; arguments go to pytest."""
    if find_chromium() is None:
        print("!!! NO CHROMIUM FOUND: the browser tests are NOT run (install chromium or set CHROMIUM)", flush=True)
        if os.environ.get("REQUIRE_BROWSER") == "1":
            print("error: REQUIRE_BROWSER=1, but there is no Chromium", file=sys.stderr)
            return 1
    status = 0 if os.environ.get("FAST") == "1" else _looked_at()
    return status or _run("pytest", *SIDE_BY_SIDE, *arguments)


def _looked_at() -> int:
    """The status of the first check of the source that fails; 0 when none does."""
    with subprocess.Popen([sys.executable, "-m", *DANGERS]) as dangers:
        status = next((status for step in LINT_AND_TYPES if (status := _run(*step)) != 0), 0)
    return status or dangers.returncode


def _run(module: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

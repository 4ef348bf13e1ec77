"""``scripts/test``: lint, types, then tests; the first that fails ends it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.browser import find_chromium

LINT_AND_TYPES = (["ruff", "check", "."], ["mypy"])
# What a file's tests share is made once: a walk through all pages takes a minute.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def main(arguments: list[str]) -> int:
    """Run all checks; arguments go to pytest."""
    if find_chromium() is None:
        print("!!! NO CHROMIUM FOUND: the browser tests are NOT run (install chromium or set CHROMIUM)", flush=True)
        if os.environ.get("REQUIRE_BROWSER") == "1":
            print("error: REQUIRE_BROWSER=1, but there is no Chromium", file=sys.stderr)
            return 1
    steps = [] if os.environ.get("FAST") == "1" else list(LINT_AND_TYPES)
    for module, *rest in [*steps, ["pytest", *SIDE_BY_SIDE, *arguments]]:
        status = subprocess.run([sys.executable, "-m", module, *rest]).returncode
        if status != 0:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Set-up in a bare checkout: says in one line what it lacks, and does nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from volunteer.runtime.paths import PROJECT_ROOT

pytestmark = pytest.mark.slow
UNREACHABLE = {
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
    "npm_config_registry": "http://127.0.0.1:9",
    "npm_config_fetch_retries": "0",
}
BUILD = "mkdir -p static/dist && cat static/js/main.js > static/dist/main.js"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that holds the set-up only, needs no package and becomes a program that greets."""
    shutil.copytree(PROJECT_ROOT / "scripts", tmp_path / "scripts")
    shutil.copytree(PROJECT_ROOT / "volunteer" / "runtime", tmp_path / "volunteer" / "runtime")
    shutil.copy(PROJECT_ROOT / "volunteer" / "__init__.py", tmp_path / "volunteer")
    (tmp_path / "volunteer" / "runtime" / "supervisor.py").write_text("print('serving')")
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "main.js").write_text("1")
    manifest = {"name": "bare", "scripts": {"build": BUILD}}
    (tmp_path / "package.json").write_text(json.dumps(manifest))
    (tmp_path / "package-lock.json").write_text(
        json.dumps({"name": "bare", "lockfileVersion": 3, "packages": {"": {"name": "bare"}}})
    )
    return tmp_path


def run_serve(checkout: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **UNREACHABLE, "VOLUNTEER_INSTANCE": str(checkout / "instance")}
    return subprocess.run(["scripts/serve"], cwd=checkout, env=environment, capture_output=True, text=True, timeout=150)


def test_unchanged_sources_are_not_built_again(checkout: Path) -> None:
    first, second = run_serve(checkout), run_serve(checkout)
    assert "building scripts, styles and icons" in first.stdout, first.stderr
    assert second.stdout == "serving\n"
    (checkout / "static" / "js" / "main.js").write_text("2")
    assert "building scripts, styles and icons" in run_serve(checkout).stdout
    assert (checkout / "static" / "dist" / "main.js").read_text() == "2"


def test_missing_registries_are_one_line_each(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"flask==3.1.3 --hash=sha256:{'0' * 64}")
    packages = run_serve(checkout)
    assert packages.returncode == 1
    assert packages.stderr.startswith("error: the Python packages could not be installed (are the package registries")
    assert packages.stderr.count("\n") == 1

    (checkout / "requirements.lock").write_text("")
    (checkout / "package.json").write_text(json.dumps({"name": "bare", "dependencies": {"nowhere": "1.0.0"}}))
    lock = {"": {"name": "bare", "dependencies": {"nowhere": "1.0.0"}}, "node_modules/nowhere": {"version": "1.0.0"}}
    (checkout / "package-lock.json").write_text(
        json.dumps({"name": "bare", "lockfileVersion": 3, "requires": True, "packages": lock})
    )
    front_end = run_serve(checkout)
    assert front_end.returncode == 1
    assert front_end.stderr.startswith("error: the front-end packages could not be installed")
    assert front_end.stderr.count("\n") == 1

"""`flask config check` and the start itself tell every fault in a line, without a database and without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from volunteer.runtime import docs_command
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.settings import command, document

FLASK = [sys.executable, "-m", "flask", "--app", "app"]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command in an environment without settings but these; a database would be at an address that nobody has."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**clean, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", **settings}
    return subprocess.run([*FLASK, *arguments], cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True)


def test_it_says_where_values_come_from_and_shows_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("APP_ENV=production\nPUBLIC_BASE_URL=https://v.example.cn\nSECRET_KEY=" + "plum" * 12)
    told = run("config", "check", SETTINGS_FILE=str(file), TRUSTED_PROXIES="1")
    assert told.returncode == 0, told.stderr
    assert f"PUBLIC_BASE_URL = https://v.example.cn   ({file}:2)" in told.stdout
    assert "TRUSTED_PROXIES = 1   (environment)" in told.stdout
    assert "SECRET_KEY = (set, not shown)" in told.stdout
    assert "plum" not in told.stdout
    assert "nobody@" not in told.stdout


@pytest.mark.parametrize("arguments", [("config", "check"), ("init",)])
def test_faults_are_lines_and_status_one(arguments: tuple[str, ...]) -> None:
    told = run(*arguments, APP_ENV="production", TRUSTED_PROXIES="nginx")
    assert told.returncode == 1
    lines = told.stderr.splitlines()
    assert [line.split(" ")[1] for line in lines] == ["TRUSTED_PROXIES", "PUBLIC_BASE_URL", "SECRET_KEY"]
    assert all(line.startswith("error: ") for line in lines)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (["/x/bin/flask", "--app", "app", "config", "check"], True),
        (["/x/flask/__main__.py", "--app", "app", "config", "check"], True),
        (["/x/bin/flask", "--debug", "-A", "app", "config", "check"], True),
        (["/x/bin/flask", "--app", "app", "init"], False),
        (["/x/bin/flask", "--app", "config"], False),
        (["/x/gunicorn/__main__.py", "-c", "config"], False),
    ],
)
def test_only_this_command_goes_without_the_application(line: list[str], asked: bool) -> None:
    assert command.asked_for(line) is asked


def test_the_document_is_current() -> None:
    told = "run: flask --app app docs settings"
    assert docs_command.SETTINGS.read_text(encoding="utf-8") == document.render(), told

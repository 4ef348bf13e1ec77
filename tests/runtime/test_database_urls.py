"""A command without ``DATABASE_URL`` finds the embedded server and takes away only what it brought."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from volunteer.runtime.database_urls import DatabaseUrls, resolve_urls
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.paths import PROJECT_ROOT

COMMAND = """
import psycopg
from volunteer.runtime.database_urls import resolve_urls
print(psycopg.connect(resolve_urls().app).execute("SELECT current_user").fetchone()[0])
"""


def run_command(instance: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment["VOLUNTEER_INSTANCE"] = str(instance)
    done = subprocess.run(
        [sys.executable, "-c", COMMAND], cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def test_command_stops_the_server_it_started(instance: Path) -> None:
    assert run_command(instance) == "volunteer_app"
    assert not EmbeddedServer(instance / "postgres").answers()


def test_command_leaves_a_running_server_alone(instance: Path) -> None:
    server = EmbeddedServer(instance / "postgres").ensure_running()
    assert run_command(instance) == "volunteer_app"
    assert server.answers()
    assert server.stop()


@pytest.mark.parametrize(("owner", "expected"), [("postgresql://owner@db/v", "postgresql://owner@db/v"), ("", None)])
def test_environment_names_the_database(monkeypatch: pytest.MonkeyPatch, owner: str, expected: str | None) -> None:
    app = "postgresql://app@db/v"
    monkeypatch.setenv("DATABASE_URL", app)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", owner)
    assert resolve_urls() == DatabaseUrls(app, expected or app)

"""The embedded PostgreSQL survives the ways in which its users and itself can die."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.postgres_home import SOCKET_PATH_LIMIT, EmbeddedError

USE_AND_DIE = """
import os, sys
from pathlib import Path
from volunteer.runtime.embedded import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).ensure_running()
os._exit(9)
"""


@pytest.fixture
def server(instance: Path) -> EmbeddedServer:
    return EmbeddedServer(instance / "postgres")


def test_owner_defines_tables_and_application_only_uses_them(server: EmbeddedServer) -> None:
    server.ensure_running()
    with psycopg.connect(server.owner_url) as owner:
        owner.execute("CREATE TABLE remark (text text)")
    with psycopg.connect(server.app_url) as app:
        app.execute("INSERT INTO remark VALUES ('你好')")
        assert app.execute("SELECT text FROM remark").fetchone() == ("你好",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE remark")
    with psycopg.connect(server.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (text text)")
    assert server.stop()


def test_last_user_stops_the_server(server: EmbeddedServer) -> None:
    server.ensure_running()
    second = EmbeddedServer(server.data).ensure_running()
    assert (server.started_here, second.started_here) == (True, False)
    assert not server.stop()
    assert second.answers()
    assert second.stop()
    assert not second.answers()


def test_server_of_a_killed_user_is_taken_over(server: EmbeddedServer) -> None:
    died = subprocess.run([sys.executable, "-c", USE_AND_DIE, str(server.data)], cwd=PROJECT_ROOT)
    assert died.returncode == 9
    assert not server.ensure_running().started_here
    assert server.stop()


def test_killed_server_is_started_again_with_its_rows(server: EmbeddedServer) -> None:
    server.ensure_running()
    with psycopg.connect(server.owner_url) as owner:
        owner.execute("CREATE TABLE remark AS SELECT 7 AS number")
    postmaster = server.postmaster()
    assert postmaster is not None
    postmaster.kill()
    server.ensure_running()
    with psycopg.connect(server.app_url) as app:
        assert app.execute("SELECT number FROM remark").fetchone() == (7,)
    assert server.stop()


def test_recycled_process_id_does_not_pass_for_a_server(server: EmbeddedServer) -> None:
    server.ensure_running()
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    assert server.stop()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]))
    assert server.postmaster() is None
    assert server.ensure_running().answers()
    assert server.stop()


def test_path_too_long_for_a_socket_gets_a_short_private_one(instance: Path) -> None:
    server = EmbeddedServer(instance / ("long-" * 20) / "postgres")
    server.data.parent.mkdir()
    server.ensure_running()
    assert len(str(server.sockets())) < SOCKET_PATH_LIMIT
    assert server.sockets().stat().st_mode & 0o077 == 0
    assert server.stop()
    assert not server.sockets().exists()


def test_server_that_cannot_start_says_why_in_one_line(server: EmbeddedServer) -> None:
    server.settings["shared_buffers"] = "nonsense"
    with pytest.raises(EmbeddedError, match="PostgreSQL does not start: ") as raised:
        server.ensure_running()
    assert "\n" not in str(raised.value)
    server.stop()

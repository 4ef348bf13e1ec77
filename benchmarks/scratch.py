"""A database and a web server of a benchmark's own, gone when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.migrations import upgrade
from volunteer.runtime.paths import PROJECT_ROOT

READY_SECONDS = 30.0
SECRET_KEY = "for a scratch database only"


@contextmanager
def scratch_server() -> Iterator[EmbeddedServer]:
    """An embedded PostgreSQL with the durable settings of a real one, migrated."""
    with tempfile.TemporaryDirectory(prefix="volunteer-bench-") as directory:
        server = EmbeddedServer(Path(directory) / "postgres")
        server.ensure_running()
        try:
            upgrade(DatabaseUrls(server.app_url, server.owner_url))
            yield server
        finally:
            server.stop()


@contextmanager
def web_server(urls: DatabaseUrls) -> Iterator[tuple[tuple[str, int], subprocess.Popen[bytes]]]:
    """gunicorn with the settings of production on a free port: its address and its process."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": urls.app,
        "MIGRATION_DATABASE_URL": urls.owner,
        "SECRET_KEY": SECRET_KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", str(PROJECT_ROOT / "gunicorn.conf.py")]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, start_new_session=True)
    try:
        _wait_until_listening(port, process)
        yield ("127.0.0.1", port), process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY_SECONDS)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the web server does not start")

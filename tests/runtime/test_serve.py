"""``scripts/serve`` as a person at a terminal meets it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.runtime.conftest import own_instance, processes_of
from volunteer.runtime.answering import ready
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.web_address import WebAddress

pytestmark = pytest.mark.slow
PATIENCE = 150  # seconds; a busy machine is slow to start a dozen processes


class Serve:
    """One run of ``scripts/serve`` on an instance directory, without demo data."""

    def __init__(self, instance: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        self.process = subprocess.Popen(
            ["scripts/serve"],
            cwd=PROJECT_ROOT,
            env={**environment, "VOLUNTEER_INSTANCE": str(instance), "PORT": str(port), "DEMO_SCALE": "none"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=ignore_interrupts,
        )

    def wait_for(self, words: str) -> None:
        """Read the output up to a line with these words."""
        assert self.process.stdout is not None
        alarm = threading.Timer(PATIENCE, self.process.kill)
        alarm.start()
        seen = ""
        for line in self.process.stdout:
            seen += line
            if words in line:
                alarm.cancel()
                return
        raise AssertionError(f"never said {words!r}: {seen} {self.process.communicate()[1]}")

    def status(self, path: str) -> int:
        """HTTP status of a page."""
        with urllib.request.urlopen(self.address + path, timeout=10) as response:
            return int(response.status)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the exit status."""
        self.process.send_signal(number)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def failure(self) -> str:
        """What it says when it gives up by itself with status 1."""
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 1, errors
        return errors.strip()


def ignore_interrupts() -> None:
    """What a shell does to a job in the background; the tests themselves may run under nohup, which is undone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """An instance that one test after the other starts again: each leaves it as it found it, with nothing running."""
    with own_instance() as directory:
        yield directory


@pytest.fixture
def serve(used: Path, port: int) -> Iterator[Callable[[], Serve]]:
    yield from serving(used, port)


@pytest.fixture
def serve_anew(instance: Path, port: int) -> Iterator[Callable[[], Serve]]:
    """The same on an instance of its own."""
    yield from serving(instance, port)


def serving(instance: Path, port: int) -> Iterator[Callable[[], Serve]]:
    started: list[Serve] = []

    def start() -> Serve:
        started.append(Serve(instance, port))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.end()


def test_interrupt_stops_everything(serve: Callable[[], Serve], used: Path) -> None:
    run = serve()
    run.wait_for("ready")
    assert run.status("/readyz") == 200
    assert serve().failure() == f"error: scripts/serve is already running for {used}"
    assert run.end(signal.SIGINT) == 0
    assert not processes_of(used)


def test_next_start_heals_a_killed_supervisor(serve: Callable[[], Serve], used: Path) -> None:
    killed = serve()
    killed.wait_for("ready")
    killed.process.kill()
    killed.process.communicate()
    run = serve()
    run.wait_for("ready")
    assert run.status("/readyz") == 200
    assert run.end(signal.SIGHUP) == 0
    assert not processes_of(used)


def test_what_is_killed_comes_back(serve: Callable[[], Serve], used: Path, port: int) -> None:
    run = serve()
    run.wait_for("ready")
    postmaster = EmbeddedServer(used / "postgres").postmaster()
    assert postmaster is not None
    postmaster.kill()
    run.wait_for("database ended by itself")
    while not EmbeddedServer(used / "postgres").answers():
        assert run.process.poll() is None
    assert run.status("/readyz") == 200, "under the same web process"
    web = next(one for one in psutil.Process(run.process.pid).children() if "gunicorn" in " ".join(one.cmdline()))
    web.kill()
    run.wait_for("web server ended by itself")
    assert ready(WebAddress("127.0.0.1", port), PATIENCE)
    assert run.end() == 0
    assert not processes_of(used)


def test_port_in_use_is_one_line(serve_anew: Callable[[], Serve], instance: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        message = serve_anew().failure()
    assert message == f"error: port {port} of 127.0.0.1 is in use; choose another with PORT=… scripts/serve"
    assert not processes_of(instance)


def test_database_newer_than_the_code_is_one_line(serve_anew: Callable[[], Serve], instance: Path) -> None:
    server = EmbeddedServer(instance / "postgres").ensure_running()
    with psycopg.connect(server.owner_url) as owner:
        owner.execute("CREATE TABLE alembic_version (version_num text)")
        owner.execute("INSERT INTO alembic_version VALUES ('9999')")
    server.stop()
    message = serve_anew().failure()
    assert message.startswith("error: the database could not be migrated")
    assert "(revision 9999) is newer than this code" in message
    assert "\n" not in message

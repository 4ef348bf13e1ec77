"""What `scripts/serve` runs, whole, with a folder and a port of its own: supervisor, web, scheduler, PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scratch import SECRET_KEY, free_port
from volunteer.runtime.answering import ready
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.web_address import WebAddress

START_SECONDS = 240.0  # with the demo city at pilot size on a busy machine
END_SECONDS = 60.0


@dataclass
class Served:
    """A running platform: how it is started, the supervisor that runs now, where people and we reach it."""

    instance: Path
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", int(self.environment["PORT"])

    @property
    def database(self) -> EmbeddedServer:
        """Its PostgreSQL; only to be asked, not to be started or stopped."""
        return EmbeddedServer(self.instance / "postgres")

    @property
    def urls(self) -> DatabaseUrls:
        """How its database is reached."""
        return DatabaseUrls(self.database.app_url, self.database.owner_url)

    def start(self) -> None:
        """Start the supervisor, as a person at a terminal would, without waiting for it."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "volunteer.runtime.supervisor"],
                cwd=PROJECT_ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Until it can work. RuntimeError with its last lines when that does not come."""
        if not ready(WebAddress(*self.address), seconds):
            lines = self.log.read_text(errors="replace").splitlines()[-5:]
            raise RuntimeError("it does not start: " + " / ".join(lines))

    def end(self) -> None:
        """Stop everything as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def served(directory: Path, scale: str, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """The platform with a demo city of this scale, ready; ended with the block."""
    instance = directory / "instance"
    instance.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "APP_ENV": "development",
        "VOLUNTEER_INSTANCE": str(instance),
        "SECRET_KEY": SECRET_KEY,
        "DEMO_SCALE": scale,
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        **(settings or {}),
    }
    platform = Served(instance, environment, directory / "serve.log")
    platform.start()
    try:
        platform.wait_until_ready()
        yield platform
    finally:
        platform.end()

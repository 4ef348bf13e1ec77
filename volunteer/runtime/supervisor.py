"""``scripts/serve``: database, migrations, demo city, web and scheduler, from start to a clean end."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from volunteer.config import ConfigurationError, load
from volunteer.runtime import processes
from volunteer.runtime.database_urls import DatabaseUrls, set_urls
from volunteer.runtime.embedded import EmbeddedServer, default_server
from volunteer.runtime.given import given
from volunteer.runtime.locks import FileLock
from volunteer.runtime.paths import instance_directory
from volunteer.runtime.postgres_home import EmbeddedError
from volunteer.runtime.stop_signals import Stopped, StopSignals
from volunteer.runtime.web_address import AddressError, WebAddress

SCALES = ("pilot", "small", "province", "none")
WEB = [sys.executable, "-m", "gunicorn", "--no-control-socket", "-c", "gunicorn.conf.py"]
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
DEMO_ACCOUNTS = "committee, supervisor, team, squad, member, site, town, admin"
DEMO_PASSWORD = "Volunteer-2026"  # public by design: demo accounts do not exist in production
WATCH_SECONDS = 0.2
RETRY_SECONDS = 5.0


class ServeError(RuntimeError):
    """Serving cannot start or go on; the message is one line for the person at the terminal."""


@dataclass
class Supervisor:
    """Starts everything in order, watches it, and ends it in the opposite order."""

    address: WebAddress
    scale: str
    signals: StopSignals
    instance: Path = field(default_factory=instance_directory)

    def __post_init__(self) -> None:
        self._lock = FileLock(self.instance / "serve.lock")
        self._database: EmbeddedServer | None = None
        self._web: subprocess.Popen[bytes] | None = None
        self._scheduler: subprocess.Popen[bytes] | None = None
        self._web_due = self._scheduler_due = self._database_due = 0.0
        self._environment = dict(os.environ)
        self._in_production = given("APP_ENV") == "production"

    def run(self) -> None:
        """Serve until stopped; always leaves nothing running."""
        if not self._lock.acquire(wait=False):
            raise ServeError(f"scripts/serve is already running for {self.instance}")
        try:
            self._start()
            self._watch()
        finally:
            self._end()

    def _start(self) -> None:
        if ended := processes.end_leftovers(self.instance):
            print(f"· ended {ended} processes that an earlier start had left behind", flush=True)
        self.address.require_free()
        urls = self._open_database()
        self._environment |= {
            "DATABASE_URL": urls.app,
            "MIGRATION_DATABASE_URL": urls.owner,
            "SECRET_KEY": given("SECRET_KEY") or _secret_key(self.instance / "secret_key"),
            "HOST": self.address.host,
            "PORT": str(self.address.port),
        }
        if not self._in_production:
            self._environment["PUBLIC_BASE_URL"] = given("PUBLIC_BASE_URL") or self.address.url
        self._finish([sys.executable, "-m", "volunteer.runtime.migrations"], "the database could not be migrated")
        demo = self._load_demo(urls)
        self.address.wait_until_up(self._start_web())
        self._watch_scheduler()
        _announce(self.address, demo)

    def _open_database(self) -> DatabaseUrls:
        if urls := set_urls():
            return urls
        self._database = default_server()
        with self.signals.hold():
            self._database.ensure_running()
        return DatabaseUrls(self._database.app_url, self._database.owner_url)

    def _load_demo(self, urls: DatabaseUrls) -> bool:
        """Load the pilot city into an empty database; whether its accounts may be told."""
        if self.scale == "none" or self._in_production:
            return False
        if is_empty(urls.app):
            print(f"· loading the demo city ({self.scale})", flush=True)
            command = [*FLASK, "demo", "load", "--scale", self.scale]
            self._finish(command, "the demo city could not be loaded")
        return True

    def _finish(self, command: list[str], complaint: str) -> None:
        """Run a step to its end; its output is kept in a log and shown as one line when it fails."""
        log = self.instance / "serve.log"
        with log.open("wb") as output:
            status = processes.spawn(command, self.instance, self._environment, output).wait()
        if status != 0:
            lines = log.read_text(errors="replace").strip().splitlines() or ["no message"]
            raise ServeError(f"{complaint}: {lines[-1].removeprefix('error: ')} (details: {log})")

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            self._watch_web()
            self._watch_scheduler()
            self._watch_database()

    def _start_web(self) -> subprocess.Popen[bytes]:
        self._web = processes.spawn(WEB, self.instance, self._environment)
        self._web_due = time.monotonic() + RETRY_SECONDS
        return self._web

    def _watch_web(self) -> None:
        """Keep one web server running: at once when it had worked for a while, else after a pause."""
        if self._web is not None and self._web.poll() is not None and time.monotonic() >= self._web_due:
            _say("the web server ended by itself; starting it again")
            processes.stop(self._web)  # workers whose master was killed still hold the port
            self._start_web()

    def _watch_scheduler(self) -> None:
        """Keep one scheduler running, with a pause after each that ended."""
        if self._scheduler is not None and self._scheduler.poll() is None:
            self._scheduler_due = time.monotonic() + RETRY_SECONDS
        elif time.monotonic() >= self._scheduler_due:
            if self._scheduler is not None:
                _say("the scheduler ended by itself; starting it again")
            self._scheduler = processes.spawn([*FLASK, "scheduler"], self.instance, self._environment)

    def _watch_database(self) -> None:
        """Start the embedded server again when it is gone; web and scheduler reconnect by themselves.

        One that cannot start, for want of room on its disk or because its files cannot be opened, is tried again:
        meanwhile the web server says so in words.
        """
        if self._database is None or time.monotonic() < self._database_due:
            return
        try:
            if self._database.postmaster() is not None:
                return
            _say("the database ended by itself; starting it again")
            with self.signals.hold():
                self._database.ensure_running()
        except (EmbeddedError, psycopg.Error, OSError) as error:
            _say(f"{' '.join(str(error).split())}; trying again")
            self._database_due = time.monotonic() + RETRY_SECONDS

    def _end(self) -> None:
        """Web, then scheduler, then database: nobody loses what it still talks to."""
        self.signals.ignore()
        for child in (self._web, self._scheduler):
            if child is not None:
                processes.stop(child)
        # A signal between the start of a child and the note of it leaves a child that only its mark betrays.
        processes.end_leftovers(self.instance)
        if self._database is not None:
            self._database.stop()
        self._lock.release()


def is_empty(url: str) -> bool:
    """Whether nobody has an account yet."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is None


def _secret_key(path: Path) -> str:
    """The key that signs sessions, made once per instance so that a restart signs nobody out."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _say(words: str) -> None:
    """What happened while serving; a log on the disk that is full must not end what goes on."""
    with suppress(OSError):
        print(f"· {words}", flush=True)


def _announce(address: WebAddress, demo: bool) -> None:
    print(f"\n志愿服务平台已启动 · ready: {address.url}", flush=True)
    if demo:
        password = "$DEMO_PASSWORD" if given("DEMO_PASSWORD") else DEMO_PASSWORD
        print(f"演示账号 · demo accounts: {DEMO_ACCOUNTS}\n密码 · password: {password}", flush=True)
    print("Ctrl-C 停止 · Ctrl-C stops everything\n", flush=True)


def main() -> int:
    """Serve; one line and status 1 when that is not possible."""
    signals = StopSignals()
    signals.install()
    try:
        load(None if given("SECRET_KEY") else {"SECRET_KEY": "made with the instance"})  # wrong settings are told first
        scale = given("DEMO_SCALE") or SCALES[0]
        if scale not in SCALES:
            raise ServeError(f"DEMO_SCALE is {scale!r}, but must be one of: {', '.join(SCALES)}")
        Supervisor(WebAddress.from_environment(), scale, signals).run()
    except ConfigurationError as faults:
        print("\n".join(f"error: {fault}" for fault in str(faults).splitlines()), file=sys.stderr)
        return 1
    except Stopped:
        print("已停止 · stopped", flush=True)
    except (ServeError, AddressError, EmbeddedError, psycopg.OperationalError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

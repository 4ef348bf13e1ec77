"""The embedded PostgreSQL of a checkout: started by whoever needs it first, stopped by whoever leaves last.

Everybody who uses the server holds a shared lock on ``<name>.users`` beside its data directory. The kernel
drops the lock of a killed process, so no list of users can go stale.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from volunteer.runtime import postgres_home, provision
from volunteer.runtime.locks import FileLock
from volunteer.runtime.paths import instance_directory
from volunteer.runtime.postgres_home import EmbeddedError
from volunteer.runtime.processes import has_ended, wait_ended

START_SECONDS = 60.0
STOP_SECONDS = 30.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For servers whose data nobody will miss.
FORGETFUL_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class EmbeddedServer:
    """One PostgreSQL server over a data directory, reachable by socket only."""

    data: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    started_here: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._turn = FileLock(self.data.with_name(f"{self.data.name}.lock"))
        self._use = FileLock(self.data.with_name(f"{self.data.name}.users"))
        self._log = self.data.with_name(f"{self.data.name}.log")
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def app_url(self) -> str:
        """URL of the role the application works with."""
        return self.url(provision.APP_ROLE)

    @property
    def owner_url(self) -> str:
        """URL of the role that owns the schema and runs migrations."""
        return self.url(provision.OWNER_ROLE)

    def url(self, role: str, database: str = provision.DATABASE) -> str:
        """URL of a role on a database of this server."""
        return provision.server_url(self.sockets(), role, database)

    def ensure_running(self) -> EmbeddedServer:
        """Use the server, starting it if it does not answer."""
        with self._turn:
            self._use.acquire(shared=True)
            if not self.answers():
                self._initialize()
                self._start()
                self.started_here = True
            provision.provision(self.sockets())
        return self

    def stop(self) -> bool:
        """Stop using the server and shut it down unless somebody else uses it; True if it is down."""
        with self._turn:
            self._use.release()
            alone = self._use.acquire(wait=False)
            if alone:
                self._shut_down()
            self._use.release()
        return alone

    def answers(self) -> bool:
        """Whether a connection succeeds; process ids and lock files prove nothing."""
        try:
            with psycopg.connect(self.url(provision.SUPERUSER, provision.SUPERUSER), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def postmaster(self) -> psutil.Process | None:
        """The server's main process, if ``postmaster.pid`` names one that really serves this directory."""
        lines = self._pid_file_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        try:
            process = psutil.Process(int(lines[0]))
            serves = not has_ended(process) and Path(process.cwd()) == self.data.resolve()
        except psutil.Error:
            return None
        return process if serves else None

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def sockets(self) -> Path:
        """Where a running server listens, else where the next one will."""
        lines = self._pid_file_lines()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else postgres_home.socket_directory(self.data)

    def _initialize(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        # initdb into a directory beside it: a killed initdb leaves nothing that looks finished.
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        postgres_home.hand_over(unfinished)
        command = [str(postgres_home.program("initdb")), "--pgdata", str(unfinished)]
        command += ["--username", provision.SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
        command += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **postgres_home.run_as())
        if done.returncode != 0:
            raise EmbeddedError(f"initdb failed: {_last_line(done.stderr or done.stdout)}")
        unfinished.rename(self.data)

    def _start(self) -> None:
        """Start the server; one that is coming up or going down already is waited for."""
        self._child = None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.answers():
                return
            if not self._occupied():
                if self._child is not None and self._child.poll() is not None:
                    break
                self._spawn()
            time.sleep(0.05)
        raise EmbeddedError(f"PostgreSQL does not start: {self._last_log_line()} (see {self._log})")

    def _occupied(self) -> bool:
        """Whether any process, be it an orphaned backend of a killed server, works in the data directory."""
        if self._child is not None and self._child.poll() is None:
            return True
        data = str(self.data.resolve())
        return any(process.info["cwd"] == data for process in psutil.process_iter(["cwd"]))

    def _spawn(self) -> None:
        # Nobody works in the directory, but a recycled process id or an uncollected zombie looks like it.
        sockets = self.sockets()
        for stale in (self.data / "postmaster.pid", sockets / f"{postgres_home.SOCKET_NAME}.lock"):
            stale.unlink(missing_ok=True)
        if sockets != self.data:
            postgres_home.claim_socket_directory(sockets)
        postgres_home.hand_over(self.data)
        command = [str(postgres_home.program("postgres")), "-D", str(self.data), "-k", str(sockets)]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,
                **postgres_home.run_as(),
            )

    def _shut_down(self) -> None:
        process = self.postmaster()
        if process is None:
            return
        sockets = self.sockets()
        for signal_name in ("INT", "QUIT", "KILL"):  # fast, immediate, hard
            if _signal_and_wait(process, signal_name):
                break
        if self._child is not None:
            self._child.poll()  # collects it
        if sockets != self.data:
            shutil.rmtree(sockets, ignore_errors=True)

    def _last_log_line(self) -> str:
        try:
            return _last_line(self._log.read_text(errors="replace"))
        except FileNotFoundError:
            return "no log was written"


def _signal_and_wait(process: psutil.Process, signal_name: str) -> bool:
    """Signal a process; whether it ends in time."""
    try:
        process.send_signal(signal.Signals[f"SIG{signal_name}"])
    except psutil.NoSuchProcess:
        return True
    return not wait_ended([process], STOP_SECONDS)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no message"


def default_server() -> EmbeddedServer:
    """The server of this checkout, running or not."""
    return EmbeddedServer(instance_directory() / "postgres")


def ensure_running() -> EmbeddedServer:
    """Use the server of this checkout, starting it if needed; the caller calls ``stop()`` when done."""
    return default_server().ensure_running()


def find_running() -> EmbeddedServer | None:
    """The server of this checkout if it answers, else None; it is not kept in use."""
    server = default_server()
    return server if server.answers() else None

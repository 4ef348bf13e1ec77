"""What runs on the hosts: web and scheduler on each web host, the balancer and the pooler on the front one."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.scale_out.network import FRONT, NETWORK, address_of, command_on, unplug
from benchmarks.scratch import SECRET_KEY
from volunteer.runtime import embedded, provision
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.migrations import upgrade
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.postgres_home import SYSTEM_ACCOUNT

WEB_PORT, BALANCER_PORT, DATABASE_PORT, POOLER_PORT = 5000, 8080, 5432, 6432
READY_SECONDS = 90.0
WORKERS = 2


@dataclass
class WebHost:
    """A host with a web server and a scheduler, and a folder of its own for what they keep."""

    number: int
    processes: list[subprocess.Popen[bytes]]

    @property
    def address(self) -> tuple[str, int]:
        """Where its web server listens."""
        return address_of(self.number), WEB_PORT

    def lose(self) -> None:
        """The host is gone at once: cable pulled, every process killed."""
        unplug(self.number)
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End what runs here as an administrator would."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
        for process in self.processes:
            process.wait(READY_SECONDS)


@contextmanager
def database_server(directory: Path) -> Iterator[EmbeddedServer]:
    """The one PostgreSQL, on the front host, for everybody on its network; migrated."""
    settings = {**embedded.SETTINGS, "listen_addresses": FRONT, "port": str(DATABASE_PORT)}
    server = EmbeddedServer(directory / "postgres", settings)
    server.ensure_running()
    try:
        with (directory / "postgres" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NETWORK}.0/24 trust\n")
        with psycopg.connect(server.url(provision.SUPERUSER, provision.SUPERUSER), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        upgrade(DatabaseUrls(server.app_url, server.owner_url))
        yield server
    finally:
        server.stop()


def over_the_network(role: str, port: int = DATABASE_PORT) -> str:
    """Where web hosts find the database."""
    return f"postgresql://{role}@{FRONT}:{port}/{provision.DATABASE}"


@contextmanager
def web_host(number: int, directory: Path, settings: Mapping[str, str]) -> Iterator[WebHost]:
    """Web server and scheduler with these settings, ready to serve."""
    environment = {
        **os.environ,
        "SECRET_KEY": SECRET_KEY,
        "HOST": address_of(number),
        "PORT": str(WEB_PORT),
        "WEB_WORKERS": str(WORKERS),
        "TRUSTED_PROXIES": "1",
        "VOLUNTEER_INSTANCE": str(directory / f"instance{number}"),
        **settings,
    }
    commands = (
        [sys.executable, "-m", "gunicorn", "-c", str(PROJECT_ROOT / "gunicorn.conf.py")],
        [sys.executable, "-m", "flask", "--app", "app", "scheduler"],
    )
    started = [
        subprocess.Popen(command_on(f"web{number}", command), cwd=PROJECT_ROOT, env=environment, start_new_session=True)
        for command in commands
    ]
    host = WebHost(number, started)
    try:
        wait_for(host.address)
        yield host
    finally:
        host.stop()


@contextmanager
def balancer(directory: Path, web_hosts: int) -> Iterator[tuple[str, int]]:
    """nginx in front of the web hosts; where it listens."""
    configuration = directory / "nginx.conf"
    servers = "\n".join(
        f"    server {address_of(number)}:{WEB_PORT} max_fails=1 fail_timeout=5s;" for number in range(1, web_hosts + 1)
    )
    configuration.write_text(BALANCER.format(directory=directory, servers=servers, listen=f"{FRONT}:{BALANCER_PORT}"))
    command = [_program("nginx"), "-p", str(directory), "-c", str(configuration), "-g", "daemon off;"]
    with _running(command, (FRONT, BALANCER_PORT)) as address:
        yield address


@contextmanager
def pooler(directory: Path) -> Iterator[None]:
    """PgBouncer in front of the database, a connection for each transaction."""
    configuration, users = directory / "pgbouncer.ini", directory / "pgbouncer.users"
    configuration.write_text(POOLER.format(front=FRONT, database=DATABASE_PORT, port=POOLER_PORT, users=users))
    users.write_text("".join(f'"{role}" ""\n' for role in (provision.APP_ROLE, provision.OWNER_ROLE)))
    account = pwd.getpwnam(SYSTEM_ACCOUNT)
    directory.chmod(0o755)  # as root the pooler runs as an account of its own
    command = [_program("pgbouncer"), "-q", "-u", account.pw_name, str(configuration)]
    with _running(command, (FRONT, POOLER_PORT)):
        yield


def wait_for(address: tuple[str, int]) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(address) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens at {address[0]}:{address[1]}")


@contextmanager
def _running(command: list[str], address: tuple[str, int]) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(command, start_new_session=True)
    try:
        wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(READY_SECONDS)


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise RuntimeError(f"{name} is needed and was not found")
    return found


BALANCER = """\
error_log stderr crit;
pid {directory}/nginx.pid;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  upstream web {{
{servers}
  }}
  server {{
    listen {listen};
    location / {{
      proxy_pass http://web;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_connect_timeout 2s;
      proxy_read_timeout 35s;
    }}
  }}
}}
"""
POOLER = """\
[databases]
* = host={front} port={database}
[pgbouncer]
listen_addr = {front}
listen_port = {port}
auth_type = trust
auth_file = {users}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
ignore_startup_parameters = options,extra_float_digits
tcp_keepidle = 4
tcp_keepintvl = 2
tcp_keepcnt = 3
tcp_user_timeout = 10000
unix_socket_dir =
"""

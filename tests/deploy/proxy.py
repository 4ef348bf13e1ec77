"""A real nginx with the configuration that is shipped, fitted to ports, folders and a certificate of the test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from volunteer.runtime.paths import PROJECT_ROOT

HOST = "volunteer.test"
SHIPPED = PROJECT_ROOT / "deploy" / "nginx" / "volunteer.conf"
AROUND = """
{account}
daemon off;
worker_processes 1;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 128; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/volunteer.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and what trusts its certificate."""

    plain: int
    secure: int
    trust: ssl.SSLContext


def find_nginx() -> str | None:
    """Path of nginx; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def nginx_before(port: int, home: Path) -> Iterator[Proxy]:
    """nginx in front of a server on a port of this machine."""
    certificate(home)
    plain, secure = free_ports(2)
    (home / "volunteer.conf").write_text(fitted(SHIPPED.read_text(), home, plain, secure, port))
    account = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(AROUND.format(home=home, account=account))
    nginx = find_nginx()
    assert nginx
    command = [nginx, "-p", str(home), "-e", str(home / "error.log"), "-c", str(home / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr
    server = subprocess.Popen(command)
    try:
        _wait_for(secure, server)
        yield Proxy(plain, secure, ssl.create_default_context(cafile=str(home / "volunteer.crt")))
    finally:
        server.terminate()
        server.wait()


def fitted(text: str, home: Path, plain: int, secure: int, behind: int) -> str:
    """The shipped configuration with only what differs from place to place exchanged."""
    text = re.sub(r"listen \[::\][^;]*;", "", text)
    for shipped, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("<volunteer.example.cn>", HOST),
        ("</etc/nginx/tls/volunteer.crt>", f"{home}/volunteer.crt"),
        ("</etc/nginx/tls/volunteer.key>", f"{home}/volunteer.key"),
        ("server 127.0.0.1:5000;", f"server 127.0.0.1:{behind};"),
        ("/opt/volunteer/current/static/", f"{PROJECT_ROOT}/static/"),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    return text


def certificate(home: Path) -> None:
    """A key and a certificate of its own for the host of the test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (home / "volunteer.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (home / "volunteer.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nginx does not listen")

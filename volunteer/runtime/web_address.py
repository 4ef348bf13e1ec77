"""The address the web server listens on: asked for, free, answering."""

from __future__ import annotations

import errno
import http.client
import socket
import subprocess
import time
from dataclasses import dataclass

from volunteer.runtime.given import given

START_SECONDS = 60.0
ANY_HOST = ("0.0.0.0", "::")  # compared with, not bound to


class AddressError(RuntimeError):
    """The address cannot be used; the message is one line for the person at the terminal."""


@dataclass(frozen=True)
class WebAddress:
    """Host and port of the web server."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> WebAddress:
        """``HOST`` and ``PORT``, or 127.0.0.1 and 5000."""
        port = given("PORT") or "5000"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise AddressError(f"PORT is {port!r}, but must be a number from 1 to 65535")
        return cls(given("HOST") or "127.0.0.1", int(port))

    @property
    def url(self) -> str:
        """What to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def require_free(self) -> None:
        """Raise when the address is taken or not ours."""
        try:
            family, kind, protocol, _, target = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(target)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise AddressError(
                    f"port {self.port} of {self.host} is in use; choose another with PORT=… scripts/serve"
                ) from None
            raise AddressError(f"cannot listen on {self.host} port {self.port}: {error.strerror}") from None

    def wait_until_up(self, server: subprocess.Popen[bytes]) -> None:
        """Wait for ``/healthz``; raise when the server ends or does not get there in time."""
        host = "127.0.0.1" if self.host in ANY_HOST else self.host
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            connection = http.client.HTTPConnection(host, self.port, timeout=5)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.1)
        raise AddressError("the web server did not start; its last lines are above")

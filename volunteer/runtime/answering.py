"""``python -m volunteer.runtime.answering``: waits until the web server is ready to work, else status 1."""

from __future__ import annotations

import http.client
import sys
import time

from volunteer.runtime.web_address import ANY_HOST, WebAddress

SECONDS = 60.0


def ready(address: WebAddress, seconds: float = SECONDS) -> bool:
    """Whether ``/readyz`` says yes in time: the process is up, the database reachable and migrated."""
    host = "127.0.0.1" if address.host in ANY_HOST else address.host
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(host, address.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    return False


def main() -> int:
    """One line and status 1 when nobody answers."""
    address = WebAddress.from_environment()
    if ready(address):
        return 0
    print(f"error: nobody answers at {address.url}/readyz", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""``python -m volunteer.runtime.database_service``: keeps the embedded database running for web and scheduler.

Started as a service of its own, so that neither of the others takes the database with it when it ends.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading

from volunteer.runtime.embedded import default_server
from volunteer.runtime.postgres_home import EmbeddedError
from volunteer.runtime.stop_signals import wanted_signals

LOOK_SECONDS = 1.0


def tell_systemd(state: str) -> None:
    """Say how it stands to the service manager, where one listens (sd_notify)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    path = f"\0{address[1:]}" if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(state.encode(), path)


def main() -> int:
    """Run until told to stop; status 1 when the database does not start or ends by itself."""
    stopped = threading.Event()
    for number in wanted_signals():
        signal.signal(number, lambda _number, _frame: stopped.set())
    server = default_server()
    try:
        server.ensure_running()
    except EmbeddedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    tell_systemd("READY=1")
    while not stopped.wait(LOOK_SECONDS):
        if server.postmaster() is None:
            print("error: the database ended by itself", file=sys.stderr)
            return 1
    tell_systemd("STOPPING=1")
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

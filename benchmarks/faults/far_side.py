"""A mail server on another host, at the end of a wire that loses packets; a process of its own.

Two network devices in two network namespaces, and this process between them: it carries each packet over, or drops it.
Lines of standard input are the share that is lost from now on; every mail taken becomes a line of the file.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import random
import struct
import subprocess
import sys
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HERE, THERE, PORT = "10.78.0.1", "10.78.0.2", 2525
TUNSETIFF, TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
NEW_NETWORK = 0x40000000


class Office:
    """Takes every mail and writes its words down."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a mail."""
        mail: Message = message_from_bytes(envelope.content or b"", policy=default)
        body = mail.get_body(("plain",)) if hasattr(mail, "get_body") else None
        words = body.get_content() if body is not None else ""
        with self._file.open("a") as taken:
            taken.write(f"{mail['Subject']} {words}".replace("\n", " ") + "\n")
        return "250 taken"


def device(name: str, address: str, peer: str) -> int:
    """A network device of this namespace whose packets this process reads and writes."""
    opened = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(opened, TUNSETIFF, struct.pack("16sH", name.encode(), TUN_WITHOUT_HEADER))
    for arguments in (["addr", "add", address, "peer", peer, "dev", name], ["link", "set", name, "up"]):
        subprocess.run(["ip", *arguments], check=True)
    return opened


def main(file: Path) -> int:
    """Until standard input ends."""
    loss = [0.0]

    def carry(taken_from: int, given_to: int) -> None:
        while True:
            packet = os.read(taken_from, 65536)
            if random.random() >= loss[0]:
                os.write(given_to, packet)

    here = device("near", HERE, THERE)
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "no network of its own")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    there = device("far", THERE, HERE)
    for ends in ((here, there), (there, here)):
        threading.Thread(target=carry, args=ends, daemon=True).start()
    controller = Controller(Office(file), hostname=THERE, port=PORT)
    controller.start()
    print("ready", flush=True)
    for line in sys.stdin:
        loss[0] = float(line)
    controller.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""Hosts on this machine: network namespaces joined by a bridge, gone when the benchmark ends.

The front host holds the bridge; every other host is plugged into it. Nothing of it is reachable from outside.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

NETWORK = "10.77.0"
FRONT = f"{NETWORK}.1"
BRIDGE = "bridge"
INSIDE = "VOLUNTEER_SCALE_OUT_HOST"


def name_of(host: str) -> str:
    """The namespace of a host of this run."""
    return f"vsp{os.environ.get(INSIDE) or os.getpid()}-{host}"


def address_of(number: int) -> str:
    """The address of the web host with this number, from 1."""
    return f"{NETWORK}.{10 + number}"


def able() -> str | None:
    """Why there can be no hosts here, if so."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if subprocess.run(["ip", "netns", "list"], capture_output=True).returncode != 0:
        return "ip netns does not work here"
    return None


def run_on_the_front(module: str, arguments: Sequence[str]) -> int:
    """Run a module of this project on the front host; its status."""
    environment = {**os.environ, INSIDE: str(os.getpid())}
    command = ["ip", "netns", "exec", name_of("front"), sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    finally:
        process.terminate()  # ended from outside: what runs over there ends as well
        process.wait()


def on_the_front() -> bool:
    """Whether this process is the one that the front host runs."""
    return INSIDE in os.environ


@contextmanager
def hosts(web_hosts: int) -> Iterator[None]:
    """A front host and so many web hosts."""
    names = [name_of("front"), *(name_of(f"web{number}") for number in range(1, web_hosts + 1))]
    made: list[str] = []
    try:
        for name in names:
            _ip("netns", "add", name)
            made.append(name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", names[0], "link", "add", BRIDGE, "type", "bridge")
        _ip("-n", names[0], "addr", "add", f"{FRONT}/24", "dev", BRIDGE)
        _ip("-n", names[0], "link", "set", BRIDGE, "up")
        for number, name in enumerate(names[1:], start=1):
            _plug_in(names[0], name, number)
        yield
    finally:
        for name in made:
            subprocess.run(["ip", "netns", "del", name], check=False)


def unplug(number: int) -> None:
    """Pull the cable of a web host: nobody hears from it again, not even that it is gone."""
    _ip("-n", name_of("front"), "link", "set", f"port{number}", "down")


def command_on(host: str, command: Sequence[str]) -> list[str]:
    """The command as it runs on a host."""
    return ["ip", "netns", "exec", name_of(host), *command]


def _plug_in(front: str, name: str, number: int) -> None:
    _ip("-n", front, "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
    _ip("-n", front, "link", "set", f"port{number}", "master", BRIDGE, "up")
    _ip("-n", name, "addr", "add", f"{address_of(number)}/24", "dev", "eth0")
    _ip("-n", name, "link", "set", "eth0", "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)

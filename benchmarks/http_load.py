"""A cheap HTTP client: one process, one thread, many connections, so that the server is what is measured."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

TIMEOUT = 30.0


@dataclass
class Answer:
    """One answered request: its place in the list, the status code, the body, the seconds it took."""

    number: int
    status: int
    body: bytes
    seconds: float


@dataclass
class Load:
    """All answers and how long they took together; `failed` counts connections that broke without an answer."""

    answers: list[Answer]
    seconds: float
    failed: int = 0

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.answers) / self.seconds

    def add(self, other: Load) -> None:
        """Count another load into this one."""
        self.answers += other.answers
        self.seconds += other.seconds
        self.failed += other.failed

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        times = sorted(answer.seconds for answer in self.answers)
        return times[min(len(times) - 1, int(len(times) * share))] * 1000


@dataclass
class _Connection:
    """One client: asks, waits for the whole answer, asks again; reconnects when the server closes."""

    address: tuple[str, int]
    number: int = -1
    started: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    socket: socket.socket | None = None

    def ask(self, number: int, request: bytes) -> None:
        self.number, self.started = number, time.perf_counter()
        self.received.clear()
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)

    def read(self) -> Answer | None:
        """What arrived; the answer once it is whole. ConnectionError when the server went away before that."""
        assert self.socket is not None
        chunk = self.socket.recv(65536)
        self.received += chunk
        head, separator, body = bytes(self.received).partition(b"\r\n\r\n")
        if separator:
            headers = head.lower()
            length = int(headers.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            if len(body) >= length:
                if b"connection: close" in headers:
                    self.close()
                return Answer(self.number, int(head[9:12]), body, time.perf_counter() - self.started)
        if not chunk:
            raise ConnectionError
        return None

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def send(address: tuple[str, int], requests: Sequence[bytes], clients: int) -> Load:
    """Send all requests, as many at a time as there are clients, each by a connection of its own."""
    selector = selectors.DefaultSelector()
    waiting = iter(enumerate(requests))
    load = Load([], 0.0)
    began = time.perf_counter()

    def next_of(connection: _Connection) -> None:
        for number, request in waiting:
            try:
                connection.ask(number, request)
            except OSError:
                connection.close()
                load.failed += 1
                continue
            assert connection.socket is not None
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            return

    for _client in range(clients):
        next_of(_Connection(address))
    while selector.get_map():
        for key, _events in selector.select(TIMEOUT):
            connection: _Connection = key.data
            try:
                answer = connection.read()
            except OSError:
                selector.unregister(key.fileobj)
                connection.close()
                load.failed += 1
                next_of(connection)
                continue
            if answer is not None:
                selector.unregister(key.fileobj)
                load.answers.append(answer)
                next_of(connection)
    load.seconds = time.perf_counter() - began
    return load


def send_from_another_process(address: tuple[str, int], requests: Sequence[bytes], clients: int) -> Load:
    """The same from a process of its own, so that the caller costs the server nothing."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(send, (address, requests, clients))


def get(path: str, cookie: str | None = None) -> bytes:
    """A GET request, of a browser that holds a cookie or of none."""
    held = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{held}\r\n".encode()


def post(path: str, token: str, body: bytes = b"{}") -> bytes:
    """A POST request with a bearer token and a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body

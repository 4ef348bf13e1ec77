"""A real SMTP server and a real HTTP receiver, each in a thread of its own, for what leaves the process."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailOffice:
    """What arrived, in order. `answers` tells what the next mails are answered instead of being taken."""

    taken: list[Message] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    port: int = 0
    arrived: Callable[[int], None] = lambda _number: None
    begun: Callable[[int], None] = lambda _number: None
    _begun: int = 0

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Hear that a mail is to come; nothing of it has been said yet."""
        self._begun += 1
        self.begun(self._begun)
        envelope.mail_from = address
        return "250 go on"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a mail, or say no."""
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(message_from_bytes(envelope.content or b""))
        self.arrived(len(self.taken))
        return "250 taken"

    @property
    def url(self) -> str:
        """For MAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_office() -> Iterator[MailOffice]:
    """An SMTP server on a free port."""
    office = MailOffice()
    controller = _FreePort(office, hostname="127.0.0.1", port=0)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


class _FreePort(Controller):
    """A controller that learns its port before it looks whether the server answers."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class WebOffice:
    """What was asked, in order; `answer` makes the status of each reply, and its JSON or plain text."""

    asked: list[Asked] = field(default_factory=list)
    answer: Callable[[Asked], tuple[int, Mapping[str, Any] | str]] = lambda _asked: (200, {})
    url: str = ""

    def posted(self, path: str) -> list[Asked]:
        """The messages to one address."""
        return [one for one in self.asked if one.method == "POST" and one.path == path]


@contextmanager
def web_office(host: str = "127.0.0.1") -> Iterator[WebOffice]:
    """An HTTP server on a free port that keeps every request."""
    office = WebOffice()
    server = ThreadingHTTPServer((host, 0), _handler(office))
    office.url = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(office: WebOffice) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for each answer
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            one = Asked(self.command, url.path, query, dict(self.headers), json.loads(raw) if raw else None)
            office.asked.append(one)
            status, said = office.answer(one)
            text = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words: object) -> None:
            return

    return Handler

"""10,000 notices drained to a local HTTP receiver by one worker, in batches of 50 with a commit each.

The notices become messages (notices.dispatch), and the outbox is drained over the WeCom channel: token, message, one
commit a batch. The receiver keeps what came in: every message once, and those of one person in the order in which they
were told. In the same run the same requests are sent in a bare loop without a database.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from flask import Flask
from sqlalchemy import insert

from benchmarks.figures import verdict
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.dispatch import DISPATCH
from volunteer.notices.models import Contact, Notice
from volunteer.runtime.outbox_command import DRAIN
from volunteer.wiring import create_app

NOTICES, PEOPLE = 10_000, 500
LEAST_PER_SECOND = 200.0
SEND = "/cgi-bin/message/send"


@dataclass
class Receiver:
    """Takes messages as WeCom does; `bodies` in the order in which they came."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench outbox", description=__doc__)
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args(arguments)
    with scratch_server() as server, receiving() as receiver:
        app = create_app(
            {
                "SQLALCHEMY_DATABASE_URI": server.app_url,
                "SECRET_KEY": SECRET_KEY,
                "WECOM_API_URL": receiver.url,
                "WECOM_CORP_ID": "corp",
                "WECOM_AGENT_ID": "1",
                "WECOM_SECRET": "secret",
            }
        )
        with app.app_context():
            tell(options.notices, options.people)
            seconds = measure(app)
            db.session.remove()
            db.engine.dispose()
        faults = check(receiver, options.notices, options.people)
        bare = bare_loop(receiver)
    return report(options.notices, seconds, bare, faults)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A local HTTP server that takes whatever is sent."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for each answer
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._say({"errcode": 0, "access_token": "token", "expires_in": 7200})

        def do_POST(self) -> None:
            receiver.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.keys.append(self.headers["Idempotency-Key"])
            self._say({"errcode": 0})

        def _say(self, said: dict[str, object]) -> None:
            text = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words: object) -> None:
            return

    return Handler


def tell(notices: int, people: int) -> None:
    """People who are reached over WeCom, and what they are told, one after the other."""
    now = clock.now()
    rows = [{"name": f"成员 {n}", "status": AccountStatus.ACTIVE} for n in range(people)]
    accounts = list(db.session.scalars(insert(Account).returning(Account.id), rows))
    reached = [{"account_id": one, "kind": "wecom", "address": f"user{one}", "since": now} for one in accounts]
    db.session.execute(insert(Contact), reached)
    told = [
        {
            "account_id": accounts[number % people],
            "kind": "call_out.closed",  # goes out at any hour, so that the benchmark does
            "parameters": {"title": f"第 {number:06d} 条"},
            "link": "/home",
            "created_at": now,
        }
        for number in range(notices)
    ]
    db.session.execute(insert(Notice), told)
    db.session.commit()


def measure(app: Flask) -> tuple[float, float]:
    """Seconds of passing on and of draining."""
    began = time.perf_counter()
    perform_whole(DISPATCH)
    passed_on = time.perf_counter()
    perform_whole(DRAIN)
    return passed_on - began, time.perf_counter() - passed_on


def check(receiver: Receiver, notices: int, people: int) -> list[str]:
    """Everything came once, and in order for each person."""
    last: dict[str, int] = {}
    faults = []
    for raw in receiver.bodies:
        body = json.loads(raw)
        number = int(body["text"]["content"].split("第 ")[1][:6])
        if last.get(body["touser"], -1) >= number:
            faults.append(f"{body['touser']} was told {number} after {last[body['touser']]}")
        last[body["touser"]] = number
    if len(receiver.bodies) != notices or len(set(receiver.keys)) != notices:
        faults.append(f"{len(receiver.bodies)} came in, {len(set(receiver.keys))} different ones, of {notices}")
    if len(last) != people:
        faults.append(f"{len(last)} of {people} people were told")
    return faults[:10]


def bare_loop(receiver: Receiver) -> float:
    """Seconds for the same requests without anything around them."""
    bodies, keys = list(receiver.bodies), list(receiver.keys)
    with httpx.Client() as client:
        began = time.perf_counter()
        for body, key in zip(bodies, keys, strict=True):
            headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
            client.post(receiver.url + SEND, params={"access_token": "token"}, content=body, headers=headers).json()
        return time.perf_counter() - began


def report(notices: int, seconds: tuple[float, float], bare: float, faults: list[str]) -> int:
    """Print the figures; the status to exit with."""
    passed_on, drained = seconds
    rate, alone = notices / drained, notices / bare
    print(f"passed on         {notices / passed_on:8.0f} notices/s")
    print(f"drained           {rate:8.0f} messages/s   (at least {LEAST_PER_SECOND:g})")
    print(f"bare loop         {alone:8.0f} requests/s")
    print(f"ratio             {rate / alone:8.3f}")
    return verdict(rate >= LEAST_PER_SECOND, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

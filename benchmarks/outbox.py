"""10,000 notices drained to a local HTTP receiver by one worker, in batches of 50 with a commit each.

The notices become messages (notices.dispatch), and the outbox is drained over the WeCom channel: token, message, one
commit a batch. The receiver keeps what came in: every message once, and those of one person in the order in which they
were told. In the same run the same requests are sent in a bare loop without a database.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import httpx
from flask import Flask
from sqlalchemy import insert

from benchmarks.figures import verdict
from benchmarks.scratch import SECRET_KEY, scratch_server
from tests.notices.post_offices import Asked, web_office
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


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench outbox", description=__doc__)
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args(arguments)
    with scratch_server() as server, web_office() as office:
        office.answer = wecom
        app = create_app(
            {
                "SQLALCHEMY_DATABASE_URI": server.app_url,
                "SECRET_KEY": SECRET_KEY,
                "WECOM_API_URL": office.url,
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
        taken = office.posted(SEND)
        faults = check(taken, options.notices, options.people)
        bare = bare_loop(office.url, taken)
    return report(options.notices, seconds, bare, faults)


def wecom(asked: Asked) -> tuple[int, dict[str, object]]:
    """What WeCom says: a token, or that it took the message."""
    token = {"access_token": "token", "expires_in": 7200} if asked.method == "GET" else {}
    return 200, {"errcode": 0, **token}


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


def check(taken: list[Asked], notices: int, people: int) -> list[str]:
    """Everything came once, and in order for each person."""
    last: dict[str, int] = {}
    faults = []
    for body in (one.body for one in taken):
        number = int(body["text"]["content"].split("第 ")[1][:6])
        if last.get(body["touser"], -1) >= number:
            faults.append(f"{body['touser']} was told {number} after {last[body['touser']]}")
        last[body["touser"]] = number
    different = {one.headers["Idempotency-Key"] for one in taken}
    if len(taken) != notices or len(different) != notices:
        faults.append(f"{len(taken)} came in, {len(different)} different ones, of {notices}")
    if len(last) != people:
        faults.append(f"{len(last)} of {people} people were told")
    return faults[:10]


def bare_loop(url: str, taken: list[Asked]) -> float:
    """Seconds for the same requests without anything around them."""
    requests = [(json.dumps(one.body).encode(), one.headers["Idempotency-Key"]) for one in taken]
    with httpx.Client() as client:
        began = time.perf_counter()
        for body, key in requests:
            headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
            client.post(url + SEND, params={"access_token": "token"}, content=body, headers=headers).json()
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

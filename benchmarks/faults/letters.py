"""Letters that leave while something breaks, each with a number by which it is known again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

import psycopg
from sqlalchemy import insert

from benchmarks.scratch import SECRET_KEY
from volunteer.accounts.models import Account
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.models import Contact
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

PEOPLE = 10
PATIENCE = 90.0
NUMBER = re.compile(r"第 ?(\d{6}) ?条")
# Told at any hour, so that the benchmark runs at any.
_NOTICE = """
INSERT INTO notice (account_id, kind, parameters, link, created_at)
VALUES (%s, 'call_out.closed', jsonb_build_object('title', %s::text), '/home', now())"""


def reachable(urls: DatabaseUrls) -> list[int]:
    """People who are reached by mail."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": SECRET_KEY})
    with app.app_context():
        rows = [{"name": f"收信人 {n}", "status": AccountStatus.ACTIVE} for n in range(PEOPLE)]
        accounts = list(db.session.scalars(insert(Account).returning(Account.id), rows))
        contacts = [
            {"account_id": one, "kind": "mail", "address": f"p{one}@example.org", "since": clock.now()}
            for one in accounts
        ]
        db.session.execute(insert(Contact), contacts)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return accounts


def tell(urls: DatabaseUrls, people: list[int], numbers: Iterable[int]) -> None:
    """A notice for each number; mail follows by the ordinary way."""
    rows = [(people[number % len(people)], f"第 {number:06d} 条") for number in numbers]
    with _connected(urls) as connection, connection.cursor() as cursor:
        cursor.executemany(_NOTICE, rows)


def _connected(urls: DatabaseUrls) -> psycopg.Connection:
    """A connection, as soon as the database takes one."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(urls.owner)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def number_of(mail: str) -> int:
    """The number of a letter; -1 of mail that is none."""
    found = NUMBER.search(mail)
    return int(found[1]) if found else -1

"""The demo city for reading benchmarks: members with open browser sessions, and as many open positions as wanted."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from flask import Flask
from sqlalchemy import text

from benchmarks.scratch import SECRET_KEY, scratch_server
from benchmarks.signed_in import key_of
from volunteer.accounts.browser_session import SEEN
from volunteer.accounts.passwords import hash_password
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.demo.load import load, make_city
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

SEED = 2026
DAYS_AHEAD = 40
STARTS_A_DAY = 12  # hourly from nine in the morning
CLAIMS_EACH = 3
FULL_EVERY = 5  # every fifth position has no free place

_PROJECTS = """
INSERT INTO project (status, title, summary, category, site_id, unit_id, risk_note, own_duty, created_at,
  published_at, version)
SELECT 'published', 'Service ' || n, 'One of many.',
  (SELECT code FROM category WHERE NOT retired ORDER BY code OFFSET n % 5 LIMIT 1),
  sites[1 + n % array_length(sites, 1)], teams[1 + n % array_length(teams, 1)],
  'Insured.', false, %(now)s, %(now)s, 1
FROM generate_series(1, %(count)s) AS n,
  (SELECT array_agg(id ORDER BY id) AS sites FROM place WHERE kind = 'site') s,
  (SELECT array_agg(id ORDER BY id) AS teams FROM unit WHERE tier = 'team') t
RETURNING id
"""
_SESSIONS = """
INSERT INTO service_session (project_id, status, starts, ends, site_id, off_hours, own_word, code_secret, sequence,
  version)
SELECT id, 'planned', %(first)s + at, %(first)s + at + interval '1 hour', site_id, true, false, '\\x00', 0, 1
FROM (SELECT id, site_id, row_number() OVER (ORDER BY id)::int AS n FROM project WHERE id >= %(from)s) pr,
  LATERAL (SELECT make_interval(days => n %% %(days)s, hours => n / %(days)s %% %(starts)s) AS at) t
"""
_POSITIONS = """
INSERT INTO position (project_id, session_id, line, title, level, headcount, taken, reserved)
SELECT project_id, id, 1, 'Helper', 1, CASE WHEN id %% %(full)s = 0 THEN %(claims)s ELSE %(claims)s + 1 END, 0, 0
FROM service_session WHERE project_id >= %(from)s
"""
# Members in turn: nobody gets two at the same hour, and whoever is taken at that time already is passed over.
_CLAIMS = """
INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source, created_at,
  changed_at, version)
SELECT p.id, s.id, m.id, m.unit_id, 'confirmed', true, tstzrange(s.starts, s.ends), 'self', %(now)s, %(now)s, 1
FROM (SELECT id, session_id, row_number() OVER (ORDER BY id) - 1 AS n FROM position WHERE project_id >= %(from)s) p
JOIN service_session s ON s.id = p.session_id
CROSS JOIN generate_series(0, %(claims)s - 1) AS k
JOIN (SELECT id, unit_id, row_number() OVER (ORDER BY id) - 1 AS n FROM member) m
  ON m.n = (p.n * %(claims)s + k) %% (SELECT count(*) FROM member)
ON CONFLICT DO NOTHING
"""
_TAKEN = """
UPDATE position p SET taken = c.n FROM (
  SELECT position_id, count(*) AS n FROM claim WHERE status = 'confirmed' GROUP BY position_id) c
WHERE c.position_id = p.id AND p.project_id >= %(from)s
"""


@dataclass(frozen=True)
class ReadingCity:
    """A database with the demo city at pilot size, and some of its members: (account, epoch) of each."""

    urls: DatabaseUrls
    app: Flask
    readers: list[tuple[int, int]]

    def cookies(self) -> list[str]:
        """Cookies as browsers hold them that have just seen a page; to be taken when the measuring begins."""
        with self.app.app_context():
            cookies = [_cookie(self.app, account_id, epoch) for account_id, epoch in self.readers]
            db.session.remove()
            db.engine.dispose()
        return cookies


def reading_city(stack: ExitStack, open_positions: int | None, readers: int) -> ReadingCity:
    """A new city; with `open_positions`, that many more projects of one position each, and their claims."""
    server = stack.enter_context(scratch_server())
    load(server.owner_url, make_city(SCALES["pilot"], SEED, clock.now(), hash_password(DEFAULT_PASSWORD)))
    urls = DatabaseUrls(server.app_url, server.owner_url)
    if open_positions:
        add_positions(urls, open_positions, clock.now())
    app = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": SECRET_KEY})
    with app.app_context():
        signed_in = open_accounts(readers)
        db.session.remove()
        db.engine.dispose()
    return ReadingCity(urls, app, signed_in)


def add_positions(urls: DatabaseUrls, count: int, now: datetime) -> None:
    """That many more projects with a position each, most with one free place, and the claims of the others."""
    values = {
        "now": now,
        "count": count,
        "first": clock.local(now).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1),
        "days": DAYS_AHEAD,
        "starts": STARTS_A_DAY,
        "claims": CLAIMS_EACH,
        "full": FULL_EVERY,
    }
    with psycopg.connect(urls.owner) as connection:
        first = connection.execute(_PROJECTS.replace("n %", "n %%"), values).fetchone()
        values["from"] = first[0] if first else 0
        for statement in (_SESSIONS, _POSITIONS, _CLAIMS, _TAKEN):
            connection.execute(statement, values)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def open_accounts(count: int) -> list[tuple[int, int]]:
    """Members all over the city, their accounts open."""
    statement = text(
        "UPDATE account SET status = 'active' WHERE id IN ("
        " SELECT account_id FROM (SELECT account_id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS c"
        " FROM member WHERE account_id NOT IN (SELECT account_id FROM access_grant)) m"
        " WHERE n % (c / :count) = 0 LIMIT :count) RETURNING id, sign_in_epoch"
    )
    rows = [(row[0], row[1]) for row in db.session.execute(statement, {"count": count})]
    db.session.commit()
    return rows


def _cookie(app: Flask, account_id: int, epoch: int) -> str:
    """The cookie of a browser that signed in and has seen a page."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": key_of(account_id, epoch), "_fresh": False, SEEN: int(clock.now().timestamp())})
        session.permanent = True
    client.get("/positions")
    cookie = client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}"

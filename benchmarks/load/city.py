"""What the load needs beside the demo city: signed-in browsers, tokens, free places, and gates that are open."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from benchmarks.reading_city import add_positions
from benchmarks.scratch import SECRET_KEY
from benchmarks.signed_in import key_of
from volunteer.accounts.browser_session import SEEN
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

OPEN_POSITIONS = 1_500  # beside those of the demo city; most have one free place
READERS, LEADERS, CLAIMERS = 500, 24, 2_000
GATE_PEOPLE = 100
SECRET = b"0" * 20  # of the gates
# A member like any other: nothing to read before the first page, no role.
_OPENED = """
UPDATE account SET status = 'active' WHERE id IN (
  SELECT account_id FROM member WHERE account_id NOT IN (SELECT account_id FROM access_grant)
  AND %(from)s <= id %% 100 AND id %% 100 < %(to)s ORDER BY id LIMIT %(count)s)
RETURNING id, sign_in_epoch"""
_LEADERS = """
SELECT DISTINCT a.id, a.sign_in_epoch FROM account a JOIN access_grant g ON g.account_id = a.id
WHERE g.role IN ('team_leader', 'squad_leader') AND a.status = 'active' AND g.until IS NULL ORDER BY a.id LIMIT %s"""
_TOKENS = "INSERT INTO api_token (account_id, token_hash, created_at, expires_at) VALUES (%s, %s, %s, %s)"
_GATE = """
WITH one AS (
  INSERT INTO project (status, title, summary, category, site_id, unit_id, risk_note, own_duty, created_at,
    published_at, version)
  SELECT 'published', 'Gate', 'One of many.', (SELECT code FROM category WHERE NOT retired ORDER BY code LIMIT 1),
    (SELECT id FROM place WHERE kind = 'site' ORDER BY id LIMIT 1),
    (SELECT id FROM unit WHERE tier = 'team' ORDER BY id LIMIT 1), 'Insured.', false, %(now)s, %(now)s, 1
  RETURNING id, site_id),
held AS (
  INSERT INTO service_session (project_id, status, starts, ends, site_id, off_hours, own_word, code_secret, sequence,
    version)
  SELECT id, 'planned', %(starts)s, %(ends)s, site_id, true, false, %(secret)s, 0, 1 FROM one
  RETURNING id, project_id)
INSERT INTO position (project_id, session_id, line, title, level, headcount, taken, reserved)
SELECT project_id, id, 1, 'Helper', 1, %(people)s, 0, 0 FROM held RETURNING id, session_id"""
_CLAIM = """
INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source, created_at,
  changed_at, version)
SELECT %(position)s, %(session)s, id, unit_id, 'confirmed', true, tstzrange(%(starts)s, %(ends)s), 'self', %(now)s,
  %(now)s, 1
FROM member WHERE account_id = ANY(%(accounts)s) ON CONFLICT DO NOTHING RETURNING member_id"""
_COME = "SELECT account_id FROM member WHERE id = ANY(%s)"

Account = tuple[int, int]  # id, epoch


def prepare(urls: DatabaseUrls, check_ins: int, plan: Path) -> None:
    """Add what is needed and write down for the clients who they are and what they may ask for."""
    now = clock.now()
    add_positions(urls, OPEN_POSITIONS, now)
    with psycopg.connect(urls.owner) as connection:
        readers = _opened(connection, (0, 10), READERS)
        claimers = _opened(connection, (10, 35), CLAIMERS)
        comers = _opened(connection, (35, 100), check_ins + check_ins // 4)
        leaders = [(row[0], row[1]) for row in connection.execute(_LEADERS, (LEADERS,))]
        gates = _gates(connection, comers, check_ins, now)
        tokens = _tokens(connection, claimers, now)
        positions = [row[0] for row in connection.execute(_OPEN, (now,))]
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    app = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": SECRET_KEY})
    epochs = dict(comers)
    with app.app_context():
        written = {
            "readers": [_signed_in(app, one, now)[0] for one in readers],
            "leaders": [_signed_in(app, one, now)[0] for one in leaders],
            "claimers": tokens,
            "positions": positions,
            "secret": SECRET.decode(),
            "comers": [[session, *_signed_in(app, (one, epochs[one]), now)] for session, one in gates],
        }
        db.session.remove()
        db.engine.dispose()
    plan.write_text(json.dumps(written))


_OPEN = """
SELECT p.id FROM position p JOIN service_session s ON s.id = p.session_id JOIN project pr ON pr.id = p.project_id
WHERE pr.status = 'published' AND s.status = 'planned' AND s.starts > %s ORDER BY p.id"""


def _opened(connection: psycopg.Connection, share: tuple[int, int], count: int) -> list[Account]:
    values = {"from": share[0], "to": share[1], "count": count}
    return [(row[0], row[1]) for row in connection.execute(_OPENED, values)]


def _gates(connection: psycopg.Connection, comers: list[Account], wanted: int, now: datetime) -> list[tuple[int, int]]:
    """Sessions under way, and who will come to which: (session, account)."""
    values = {"now": now, "starts": now - timedelta(minutes=5), "ends": now + timedelta(hours=3)}
    coming: list[tuple[int, int]] = []
    for first in range(0, len(comers), GATE_PEOPLE):
        accounts = [account for account, _epoch in comers[first : first + GATE_PEOPLE]]
        gate = connection.execute(_GATE, {**values, "secret": SECRET, "people": GATE_PEOPLE}).fetchone()
        assert gate is not None  # one row was written
        held = {**values, "position": gate[0], "session": gate[1], "accounts": accounts}
        members = [row[0] for row in connection.execute(_CLAIM, held)]
        connection.execute("UPDATE position SET taken = %s WHERE id = %s", (len(members), gate[0]))
        coming += [(gate[1], row[0]) for row in connection.execute(_COME, (members,))]
    return coming[:wanted]


def _tokens(connection: psycopg.Connection, accounts: list[Account], now: datetime) -> list[str]:
    tokens = [secrets.token_urlsafe(32) for _account in accounts]
    rows = [
        (account, hashlib.sha256(token.encode()).digest(), now, now + timedelta(hours=12))
        for (account, _epoch), token in zip(accounts, tokens, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_TOKENS, rows)
    return tokens


def _signed_in(app: Flask, account: Account, now: datetime) -> tuple[str, str]:
    """The cookie of a browser that has just seen a page, and the token its form carries."""
    raw = secrets.token_hex(20)
    key = key_of(*account)
    held = {"_user_id": key, "_fresh": True, "_permanent": True, SEEN: int(now.timestamp()), "csrf_token": raw}
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None  # the application has a key
    token = URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token").dumps(raw)
    return f"{app.config['SESSION_COOKIE_NAME']}={signing.dumps(held)}", str(token)

"""The rows of the gate benchmark: gates that are open now, each with people who have claimed a place and signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from benchmarks import claim_city
from benchmarks.scratch import SECRET_KEY
from benchmarks.signed_in import key_of
from volunteer.activities import rules
from volunteer.kernel import clock
from volunteer.kernel.database import db

SECRET = b"0" * 20  # of every session that claim_city makes
PAGE, PRESS = "page", "press"
TWICE_EVERY = 10


@dataclass(frozen=True)
class Phone:
    """What a signed-in member's browser sends along."""

    account_id: int
    member_id: int
    cookie: str
    csrf_token: str


@dataclass(frozen=True)
class Gate:
    """A session at its gate, and who has come to it."""

    session_id: int
    phones: list[Phone]


def build(app: Flask, gates: int, people: int) -> list[Gate]:
    """Fill an empty, migrated database. Needs an application context."""
    claim_city.build(gates * people, positions=gates, headcount=people)
    now = clock.now()
    rows = db.session.execute(text(_CLAIMED), {"gates": gates, "people": people, "now": now}).all()
    db.session.execute(text(_FULL))
    db.session.execute(text(_UNDER_WAY), {"starts": now - timedelta(minutes=5), "ends": now + timedelta(hours=2)})
    db.session.commit()
    found: dict[int, list[Phone]] = {}
    for session_id, account_id, member_id in rows:
        found.setdefault(session_id, []).append(Phone(account_id, member_id, *_signed_in(app, account_id, now)))
    return [Gate(session_id, phones) for session_id, phones in found.items()]


def scans(gate: Gate, at: datetime) -> list[tuple[str, bytes]]:
    """What the people of a gate send at a time, each with what it is.

    The page that the QR code opens, the form with its code, the page it leads to; every tenth presses twice.
    """
    code = rules.code_of(SECRET, rules.step_at(at))
    path = f"/sessions/{gate.session_id}/check-in"
    asked = []
    for n, phone in enumerate(gate.phones):
        head = f"Host: 127.0.0.1\r\nCookie: {phone.cookie}\r\n"
        body = urlencode({"csrf_token": phone.csrf_token, "kind": "in", "code": code}).encode()
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        press = f"POST {path} HTTP/1.1\r\n{head}{form}\r\n".encode() + body
        asked.append((PAGE, f"GET {path}?code={code} HTTP/1.1\r\n{head}\r\n".encode()))
        asked += [(PRESS, press)] * (2 if n % TWICE_EVERY == 0 else 1)
        asked.append((PAGE, f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()))
    return asked


# The sessions ahead, each claimed by people of its own.
_CLAIMED = """
WITH ahead AS (
  SELECT p.id, p.session_id, row_number() OVER (ORDER BY p.id) - 1 AS n FROM position p
  JOIN service_session s ON s.id = p.session_id WHERE s.starts > :now ORDER BY p.id LIMIT :gates),
people AS (SELECT m.id, m.account_id, m.unit_id, (row_number() OVER (ORDER BY m.id) - 1) / :people AS n FROM member m),
made AS (
  INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source, created_at,
                     changed_at, version)
  SELECT ahead.id, ahead.session_id, people.id, people.unit_id, 'confirmed', true, tstzrange(s.starts, s.ends), 'self',
         :now, :now, 1
  FROM ahead JOIN people USING (n) JOIN service_session s ON s.id = ahead.session_id
  RETURNING session_id, member_id)
SELECT made.session_id, m.account_id, m.id FROM made JOIN member m ON m.id = made.member_id ORDER BY m.id"""
_FULL = "UPDATE position SET taken = headcount WHERE id IN (SELECT position_id FROM claim WHERE status = 'confirmed')"
_UNDER_WAY = """
WITH moved AS (
  UPDATE service_session SET starts = :starts, ends = :ends
  WHERE id IN (SELECT session_id FROM claim WHERE status = 'confirmed') RETURNING id)
UPDATE claim SET period = tstzrange(:starts, :ends) FROM moved WHERE claim.session_id = moved.id"""


def _signed_in(app: Flask, account_id: int, now: datetime) -> tuple[str, str]:
    """The cookie of a browser that has just seen a page, and the token its form carries."""
    raw = secrets.token_hex(20)
    held = {"_user_id": key_of(account_id), "_fresh": True, "seen": int(now.timestamp()), "csrf_token": raw}
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None  # the application has a key
    token = URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token").dumps(raw)
    return f"{app.config['SESSION_COOKIE_NAME']}={signing.dumps(held)}", str(token)

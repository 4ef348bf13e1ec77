"""20,000 claims by 32 clients at once, of which about a quarter can succeed, against the bare answer of /healthz.

Prints requests a second, the ratio to /healthz of the same server, and what the database says afterwards: never more
people than places, every acknowledged claim there, every refusal named.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from benchmarks.claim_city import ClaimCity, build, requests_of
from benchmarks.figures import print_load, print_ratio, verdict
from benchmarks.http_load import Load, get, post, send_from_another_process
from benchmarks.scratch import SECRET_KEY, scratch_server, web_server
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

CLIENTS = 32
EACH = 10
TURNS = 5
TARGET = 0.12
AIM = 0.16
MOST_STATEMENTS = 4
REASONS = {
    "full", "overlap", "no_skill", "closed", "already_claimed", "too_many_claims", "not_yours", "paused", "safeguard",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench claim", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    members = options.requests // EACH
    with scratch_server() as server:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        app = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": SECRET_KEY})
        with app.app_context():
            # A quarter of the requests finds a place.
            city = build(members + 1, positions=options.requests // 80, headcount=20)
            statements = most_statements(app, city)
            db.session.remove()
            db.engine.dispose()
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute("ANALYZE")
        load, healthz = measure(urls, city, options.requests, options.seed)
        faults = check(urls, load)
    return report(load, healthz, statements, faults)


def most_statements(app: Flask, city: ClaimCity) -> int:
    """Statements of one granted and one refused claim, counted at the driver; the larger number."""
    counted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    token = city.tokens.pop()  # this member takes no part in the race
    client = app.test_client()
    most = 0
    event.listen(db.engine, "before_cursor_execute", note)
    for _attempt in range(2):
        counted.clear()
        path = f"/api/v1/positions/{city.positions[1]}/claims"
        client.post(path, json={}, headers={"Authorization": f"Bearer {token}"})
        most = max(most, len(counted))
    event.remove(db.engine, "before_cursor_execute", note)
    return most


def measure(urls: DatabaseUrls, city: ClaimCity, count: int, seed: int) -> tuple[Load, Load]:
    """The claims and /healthz, turn about, so that whatever else the machine does weighs on both."""
    claims = [post(f"/api/v1/positions/{position}/claims", token) for token, position in requests_of(city, EACH, seed)]
    unknown = [post("/api/v1/positions/0/claims", city.tokens[n % 100]) for n in range(600)]
    health = [get("/healthz")] * (count // 4 // TURNS)
    load, healthz = Load([], 0.0), Load([], 0.0)
    with web_server(urls) as (address, _process):
        send_from_another_process(address, [*unknown, *health], CLIENTS)  # every worker warm
        for turn in range(TURNS):
            healthz.add(send_from_another_process(address, health, CLIENTS))
            load.add(send_from_another_process(address, claims[turn::TURNS], CLIENTS))
    return load, healthz


def check(urls: DatabaseUrls, load: Load) -> list[str]:
    """What broke, in words; empty when every promise was kept."""
    faults = []
    if load.failed:
        faults.append(f"{load.failed} connections broke")
    strange = Counter(answer.status for answer in load.answers if answer.status not in (201, 409))
    if strange:
        faults.append(f"unexpected status codes: {dict(strange)}")
    unnamed = [a for a in load.answers if a.status == 409 and json.loads(a.body).get("reason") not in REASONS]
    if unnamed:
        faults.append(f"{len(unnamed)} refusals without a reason")
    acknowledged = {json.loads(answer.body)["id"] for answer in load.answers if answer.status == 201}
    with psycopg.connect(urls.owner) as connection:
        stored = {row[0] for row in connection.execute("SELECT id FROM claim WHERE status = 'confirmed'")}
        over = connection.execute(
            "SELECT count(*) FROM position p WHERE taken > headcount OR taken <>"
            " (SELECT count(*) FROM claim c WHERE c.position_id = p.id AND c.status IN ('confirmed', 'attended'))"
        ).fetchone()
        audited = connection.execute("SELECT count(*) FROM audit_event WHERE action = 'claim.confirmed'").fetchone()
        noticed = connection.execute("SELECT count(*) FROM notice WHERE kind = 'claim.confirmed'").fetchone()
    if acknowledged - stored:
        faults.append(f"{len(acknowledged - stored)} acknowledged claims are lost")
    if over != (0,):
        faults.append(f"{over} positions hold more people than places, or count them wrongly")
    if audited != (len(stored),) or noticed != (len(stored),):
        faults.append(f"{len(stored)} claims, but {audited} audit rows and {noticed} notices")
    return faults


def report(load: Load, healthz: Load, statements: int, faults: list[str]) -> int:
    """Print the figures."""
    reasons = Counter(json.loads(a.body)["reason"] for a in load.answers if a.status == 409)
    granted = sum(answer.status == 201 for answer in load.answers)
    print_load("claims", load)
    print(f"  granted         {granted:8d}   refused: {dict(reasons.most_common())}")
    print(f"  statements      {statements:8d}   (at most {MOST_STATEMENTS})")
    ratio = print_ratio(load, healthz, TARGET, AIM)
    return verdict(ratio >= TARGET and statements <= MOST_STATEMENTS, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

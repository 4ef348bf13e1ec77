"""A web worker killed in a burst, a database restarted under a running web process: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from benchmarks.claim_city import ClaimCity, build, requests_of
from benchmarks.http_load import get, post, send
from benchmarks.scratch import scratch_server, web_server
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.wiring import create_app

pytestmark = pytest.mark.slow

KILLS = 3


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """A durable server of these tests' own."""
    with scratch_server() as running:
        yield running


@pytest.fixture(scope="module")
def city(server: EmbeddedServer) -> ClaimCity:
    """Members and positions on it."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": server.app_url, "SECRET_KEY": "for tests only"})
    with app.app_context():
        made = build(members=200, positions=20, headcount=20)
        db.session.remove()
        db.engine.dispose()
    return made


def stored_claims(server: EmbeddedServer) -> set[int]:
    with psycopg.connect(server.owner_url) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM claim WHERE status = 'confirmed'")}


def miscounted(server: EmbeddedServer) -> int:
    with psycopg.connect(server.owner_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM position p WHERE taken <> (SELECT count(*) FROM claim c"
            " WHERE c.position_id = p.id AND c.status IN ('confirmed', 'attended'))"
        ).fetchone()
    assert row is not None
    return int(row[0])


def kill_workers(master: int) -> None:
    """Kill one worker after another, as hard as it goes."""
    for _kill in range(KILLS):
        time.sleep(0.4)
        workers = psutil.Process(master).children()
        if workers:
            os.kill(workers[0].pid, signal.SIGKILL)


def test_a_killed_worker_loses_nothing_acknowledged(server: EmbeddedServer, city: ClaimCity) -> None:
    claims = [post(f"/api/v1/positions/{position}/claims", token) for token, position in requests_of(city, 5, seed=7)]
    with web_server(DatabaseUrls(server.app_url, server.owner_url)) as (address, process):
        killer = threading.Thread(target=kill_workers, args=(process.pid,))
        killer.start()
        load = send(address, claims, clients=16)
        killer.join()
    acknowledged = {json.loads(answer.body)["id"] for answer in load.answers if answer.status == 201}
    assert acknowledged
    assert acknowledged <= stored_claims(server)
    assert {answer.status for answer in load.answers} <= {201, 409}
    assert miscounted(server) == 0


def test_a_database_restart_needs_no_restart_of_the_web_process(server: EmbeddedServer, city: ClaimCity) -> None:
    unknown = [post("/api/v1/positions/0/claims", city.tokens[0])] * 12
    with web_server(DatabaseUrls(server.app_url, server.owner_url)) as (address, process):
        assert {answer.status for answer in send(address, unknown, clients=6).answers} == {404}
        workers = {child.pid for child in psutil.Process(process.pid).children()}
        server.stop()
        away = send(address, [*unknown[:2], get("/healthz")], clients=1).answers
        assert [answer.status for answer in away] == [503, 503, 200]
        server.ensure_running()
        assert {answer.status for answer in send(address, unknown, clients=6).answers} == {404}
        # The first answers may come before the last workers are forked; none of those seen may have been replaced.
        assert workers <= {child.pid for child in psutil.Process(process.pid).children()}

"""Two web hosts with a scheduler each and one database; one host is lost while people claim and messages leave.

Each host is a network namespace with a folder of its own; nginx on a third spreads the requests. A third of the way
through, one host's cable is pulled and its processes are killed. Afterwards the database and the receiver are asked:
every acknowledged claim is there, nobody twice, no position over its places, every message arrived. What left in the
batch that was under way on the lost host may arrive a second time, with the same key; that is counted.
"""

from __future__ import annotations

import argparse
import itertools
import secrets
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.claim_city import ClaimCity, build, requests_of
from benchmarks.figures import verdict
from benchmarks.outbox import SEND, tell, wecom
from benchmarks.scale_out import network
from benchmarks.scale_out.clients import Outcome, Wish, send_all
from benchmarks.scale_out.hosts import (
    DATABASE_PORT,
    POOLER_PORT,
    balancer,
    database_server,
    over_the_network,
    pooler,
    web_host,
)
from benchmarks.scratch import SECRET_KEY
from tests.notices.post_offices import WebOffice, web_office
from volunteer.kernel.database import db
from volunteer.kernel.outbox import BATCH
from volunteer.runtime import provision
from volunteer.runtime.embedded import EmbeddedServer
from volunteer.wiring import create_app

WEB_HOSTS = 2
CLIENTS = 12
EACH = 10
PEOPLE = 200
DRAIN_SECONDS = 180.0
LONGEST_SILENCE = 15.0  # the lines are given up after ten seconds


@dataclass
class Run:
    """What happened, and when the host was lost."""

    outcomes: list[Outcome]
    lost_at: float


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken, 2 where there can be no hosts."""
    parser = argparse.ArgumentParser(prog="scripts/bench scale_out", description=__doc__)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--notices", type=int, default=6_000)
    parser.add_argument("--pooler", action="store_true", help="reach the database through PgBouncer")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    if not network.on_the_front():
        if problem := network.able():
            print(f"error: {problem}", file=sys.stderr)
            return 2
        with network.hosts(WEB_HOSTS):
            return network.run_on_the_front("benchmarks.scale_out", arguments)
    with tempfile.TemporaryDirectory(prefix="volunteer-scale-out-") as name, ExitStack() as stack:
        directory = Path(name)
        server = stack.enter_context(database_server(directory))
        office = stack.enter_context(web_office(network.FRONT))
        office.answer = wecom
        settings = _settings(directory, office, pooled=options.pooler)
        city = _fill(server, settings, options.requests, options.notices)
        if options.pooler:
            stack.enter_context(pooler(directory))
        lost, _left = (stack.enter_context(web_host(n + 1, directory, settings)) for n in range(WEB_HOSTS))
        address = stack.enter_context(balancer(directory, WEB_HOSTS))
        wishes = [Wish(token, place, secrets.token_hex(8)) for token, place in requests_of(city, EACH, seed=1)]
        run = _load(f"http://{address[0]}:{address[1]}", wishes, lost.lose)
        _wait_for_messages(office, options.notices)
        return report(run, office, options.notices, check(server, run, office, options.notices))


def _settings(directory: Path, office: WebOffice, *, pooled: bool) -> dict[str, str]:
    """What both hosts are told alike; nothing else is shared between them."""
    pooling = {"DATABASE_POOLER": "transaction"} if pooled else {}
    return {
        **pooling,
        "DATABASE_URL": over_the_network(provision.APP_ROLE, POOLER_PORT if pooled else DATABASE_PORT),
        "MIGRATION_DATABASE_URL": over_the_network(provision.OWNER_ROLE),
        "FIELD_KEYS_FILE": str(directory / "field.keys"),
        "LEDGER_SIGNING_KEY_FILE": str(directory / "signing.key"),
        "WECOM_API_URL": office.url,
        "WECOM_CORP_ID": "corp",
        "WECOM_AGENT_ID": "1",
        "WECOM_SECRET": "secret",
    }


def _fill(server: EmbeddedServer, settings: dict[str, str], requests: int, notices: int) -> ClaimCity:
    ours = {name: value for name, value in settings.items() if name.startswith(("WECOM", "LEDGER", "FIELD"))}
    app = create_app({**ours, "SQLALCHEMY_DATABASE_URI": server.app_url, "SECRET_KEY": SECRET_KEY})
    with app.app_context():
        city = build(requests // EACH, positions=requests // 40, headcount=20)
        tell(notices, PEOPLE)
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return city


def _load(url: str, wishes: list[Wish], lose: Callable[[], None]) -> Run:
    """All wishes; with a third of them answered a host is lost."""
    lost_at: list[float] = []
    turn = threading.Lock()

    def progress(answered: int) -> None:
        with turn:
            due = not lost_at and answered >= len(wishes) // 3
            if due:
                lost_at.append(time.monotonic())
        if due:
            lose()

    outcomes = send_all(url, wishes, CLIENTS, progress)
    return Run(outcomes, lost_at[0])


def _wait_for_messages(office: WebOffice, wanted: int) -> None:
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline and len(_keys(office)) < wanted:
        time.sleep(0.5)


def _keys(office: WebOffice) -> Counter[str]:
    """How often each message came in, of those told before the load."""
    told = (one for one in office.posted(SEND) if "第 " in one.body["text"]["content"])
    return Counter(one.headers["Idempotency-Key"] for one in told)


def check(server: EmbeddedServer, run: Run, office: WebOffice, notices: int) -> list[str]:
    """What broke, in words; empty when every promise was kept."""
    faults = []
    strange = Counter(one.status for one in run.outcomes if one.status not in (201, 409))
    if strange:
        faults.append(f"unexpected answers: {dict(strange)}")
    acknowledged = {one.body.get("id") for one in run.outcomes if one.status == 201}
    with psycopg.connect(server.owner_url) as connection:
        stored = {row[0] for row in connection.execute("SELECT id FROM claim WHERE status = 'confirmed'")}
        over = _number(
            connection,
            "SELECT count(*) FROM position p WHERE taken > headcount OR taken <>"
            " (SELECT count(*) FROM claim c WHERE c.position_id = p.id AND c.status IN ('confirmed', 'attended'))",
        )
        audited = _number(connection, "SELECT count(*) FROM audit_event WHERE action = 'claim.confirmed'")
    if acknowledged != stored:
        faults.append(f"{len(acknowledged - stored)} claims lost, {len(stored - acknowledged)} that nobody heard of")
    if over or audited != len(stored):
        faults.append(f"{over} positions counted wrongly; {len(stored)} claims, {audited} rows in the trail")
    came = _keys(office)
    if len(came) != notices:
        faults.append(f"{len(came)} of {notices} messages arrived")
    if sum(came.values()) - len(came) > BATCH:
        faults.append("more messages came twice than one batch holds")
    if longest_silence(run) > LONGEST_SILENCE:
        faults.append(f"nobody was answered for {longest_silence(run):.1f} s")
    return faults


def _number(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()  # type: ignore[call-overload]  # a constant of this file
    return int(row[0])


def longest_silence(run: Run) -> float:
    """The longest time after the loss in which no request was answered."""
    times = [run.lost_at, *sorted(one.answered for one in run.outcomes if one.answered > run.lost_at)]
    return max((after - before for before, after in itertools.pairwise(times)), default=0.0)


def report(run: Run, office: WebOffice, notices: int, faults: list[str]) -> int:
    """Print the figures; the status to exit with."""
    again = [one for one in run.outcomes if one.tries > 1]
    waits = sorted(one.answered - one.began for one in run.outcomes if one.answered > run.lost_at)
    came = _keys(office)
    granted = sum(one.status == 201 for one in run.outcomes)
    print(f"claims            {granted:8d} granted of {len(run.outcomes)} wishes")
    print(f"sent again        {len(again):8d} requests, {sum(one.tries - 1 for one in again)} times")
    print(f"longest silence   {longest_silence(run):8.2f} s   (at most {LONGEST_SILENCE:g})")
    print(f"after the loss    {waits[len(waits) // 2]:8.2f} s median, {waits[-1]:.2f} s longest wait")
    print(f"messages          {len(came):8d} of {notices}, {sum(came.values()) - len(came)} came twice with their key")
    return verdict(True, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

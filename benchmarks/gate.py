"""300 signed-in people check in at one gate within a minute, 6 at once, by the page that the QR code opens.

Each opens the page, sends its form and follows where it leads; every tenth presses twice. Several gates one after the
other, the bare answer of /healthz in turns with them. Prints how long it took and what the database says afterwards:
everybody is there once, nobody twice, and the trail knows of each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import psycopg

from benchmarks.figures import print_load, verdict
from benchmarks.gate_city import PAGE, PRESS, TWICE_EVERY, Gate, build, scans
from benchmarks.http_load import Load, get, send_from_another_process
from benchmarks.scratch import SECRET_KEY, scratch_server, web_server
from volunteer.activities.rules import CODE_SECONDS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

CLIENTS = 6
PEOPLE = 300
GATES = 4
MINUTE = 60.0
MOST_P95_MS = 150.0


@dataclass
class Day:
    """What was measured: the forms, the pages around them, /healthz beside them, the slowest gate."""

    presses: Load = field(default_factory=lambda: Load([], 0.0))
    pages: Load = field(default_factory=lambda: Load([], 0.0))
    healthz: Load = field(default_factory=lambda: Load([], 0.0))
    slowest: float = 0.0


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench gate", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--gates", type=int, default=GATES)
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        app = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": SECRET_KEY})
        with app.app_context():
            gates = build(app, options.gates + 1, options.people)
            db.session.remove()
            db.engine.dispose()
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute("ANALYZE")
        day = measure(urls, gates)
        faults = wrong_answers(day, options.gates * options.people) + check(urls, gates, options.people)
    return report(day, options.people, faults)


def measure(urls: DatabaseUrls, gates: list[Gate]) -> Day:
    """Gate after gate, /healthz in turns with them; the first gate warms every worker and is not counted."""
    day, health = Day(), [get("/healthz")] * 1_000
    with web_server(urls) as (address, _process):
        _pass_through(address, gates[0])
        send_from_another_process(address, health, CLIENTS)
        for gate in gates[1:]:
            day.healthz.add(send_from_another_process(address, health, CLIENTS))
            kinds, load = _pass_through(address, gate)
            day.slowest = max(day.slowest, load.seconds)
            for kind, part in ((PRESS, day.presses), (PAGE, day.pages)):
                part.add(Load([one for one in load.answers if kinds[one.number] == kind], load.seconds, load.failed))
    return day


def _pass_through(address: tuple[str, int], gate: Gate) -> tuple[list[str], Load]:
    """Everybody of one gate; begun with a fresh code, which holds for its own time and one step longer."""
    time.sleep(CODE_SECONDS - clock.now().timestamp() % CODE_SECONDS)
    asked = scans(gate, clock.now())
    return [kind for kind, _request in asked], send_from_another_process(
        address, [request for _kind, request in asked], CLIENTS
    )


def wrong_answers(day: Day, people: int) -> list[str]:
    """Answers that are not what a person at the gate should see."""
    faults = []
    if day.presses.failed:
        faults.append(f"{day.presses.failed} connections broke")
    said = Counter(answer.status for answer in day.presses.answers)
    if said[303] != people or said.keys() - {303, 409}:
        faults.append(f"{people} people, but their forms were answered {dict(said)}")
    strange = Counter(answer.status for answer in day.pages.answers if answer.status != 200)
    if strange:
        faults.append(f"pages were answered {dict(strange)}")
    return faults


def check(urls: DatabaseUrls, gates: list[Gate], people: int) -> list[str]:
    """What the database says that broke, in words."""
    expected = len(gates) * people
    with psycopg.connect(urls.owner) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM attendance WHERE status = 'checked_in'), (SELECT count(*) FROM attendance),"
            " (SELECT count(*) FROM punch WHERE kind = 'in' AND method = 'code'), (SELECT count(*) FROM punch),"
            " (SELECT count(DISTINCT claim_id) FROM attendance a JOIN claim c ON c.id = a.claim_id"
            "  AND c.status = 'attended' AND c.session_id = a.session_id),"
            " (SELECT count(*) FROM audit_event WHERE action = 'attendance.checked_in')"
        ).fetchone()
    names = ("here", "attendances", "codes taken", "punches", "claims attended", "audited")
    told = dict(zip(names, counts or (), strict=True))
    return [f"{expected} people, but {number} {name}" for name, number in told.items() if number != expected]


def report(day: Day, people: int, faults: list[str]) -> int:
    """Print the figures."""
    print_load("check-ins", day.presses)
    print(f"  pressed twice   {len(day.presses.answers) // (TWICE_EVERY + 1):8d}   (refused by name, counted once)")
    print_load("pages", day.pages)
    print(f"  slowest gate    {day.slowest:8.1f} s   ({people} people; at most {MINUTE:.0f} s)")
    print_load("/healthz", day.healthz)
    p95 = day.presses.percentile(0.95)
    bare = day.healthz.percentile(0.5)
    print(f"p95               {p95:8.1f} ms  (at most {MOST_P95_MS:.0f} ms; {p95 / bare:.1f} times p50 of /healthz)")
    return verdict(p95 <= MOST_P95_MS and day.slowest <= MINUTE, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The list of open positions, read by signed-in members, against the bare answer of /healthz.

5,000 open positions and 15,000 claims stand behind it; 64 members read its first ten pages of 20. Between the turns a
member claims a place: every process must show the next reader one place less.
"""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack
from random import Random

import psycopg

from benchmarks.figures import print_load, print_ratio, verdict
from benchmarks.http_load import Load, get, send_from_another_process
from benchmarks.reading_city import ReadingCity, reading_city
from benchmarks.scratch import web_server
from benchmarks.statements import statements_of

POSITIONS = 5_000
CLAIMS = 15_000
READERS = 64
CLIENTS = 16
PAGES = 10
ROWS = 20
TURNS = 5
TARGET = 0.15
AIM = 0.25
MOST_STATEMENTS = 5
CARD = b'<article class="card position-card"'
FREE = re.compile(rb"/positions/(\d+)\".*?card-aside\">[^<]*?(\d+) / (\d+)", re.S)


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench browse", description=__doc__)
    parser.add_argument("--requests", type=int, default=4_000)
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        city = reading_city(stack, POSITIONS, READERS)
        statements = statements_of(city.app, "/positions", city.cookies()[0])
        load, healthz, faults = measure(city, options.requests)
    return report(load, healthz, statements, faults)


def measure(city: ReadingCity, count: int) -> tuple[Load, Load, list[str]]:
    """Pages and /healthz, turn about, so that whatever else the machine does weighs on both."""
    random, cookies = Random(1), city.cookies()
    pages = [get(f"/positions?page={1 + n % PAGES}", random.choice(cookies)) for n in range(count)]
    health = [get("/healthz")] * (count // TURNS)
    load, healthz = Load([], 0.0), Load([], 0.0)
    faults = behind(city)
    with web_server(city.urls) as (address, _process):
        send_from_another_process(address, [*pages[:400], *health], CLIENTS)  # every worker warm
        for turn in range(TURNS):
            healthz.add(send_from_another_process(address, health, CLIENTS))
            load.add(send_from_another_process(address, pages[turn::TURNS], CLIENTS))
            faults += follows(city, address, cookies)
    return load, healthz, faults + wrong_pages(load)


def behind(city: ReadingCity) -> list[str]:
    """What is missing of what should stand behind the list."""
    with psycopg.connect(city.urls.owner) as connection:
        positions, claims = connection.execute(
            "SELECT count(DISTINCT p.id), count(c.id) FROM position p JOIN service_session s ON s.id = p.session_id"
            " JOIN project pr ON pr.id = p.project_id LEFT JOIN claim c ON c.position_id = p.id"
            " WHERE pr.status = 'published' AND s.status = 'planned' AND s.starts > now()"
        ).fetchone() or (0, 0)
    enough = positions >= POSITIONS and claims >= 0.99 * CLAIMS
    return [] if enough else [f"only {positions} open positions with {claims} claims stand behind it"]


def follows(city: ReadingCity, address: tuple[str, int], cookies: list[str]) -> list[str]:
    """Take a place of the first position with a free one; what readers are told afterwards, if it is wrong."""
    before = _free(send_from_another_process(address, [get("/positions", cookies[0])], 1))
    key = next(iter(before))
    with psycopg.connect(city.urls.owner) as connection:
        connection.execute("UPDATE position SET headcount = headcount + 1, taken = taken + 1 WHERE id = %s", (key,))
    # More readers at once than processes: each process is asked.
    after = send_from_another_process(address, [get("/positions", cookie) for cookie in cookies], CLIENTS)
    free, headcount = before[key]
    told = {_free_in(answer.body).get(key) for answer in after.answers}
    return [] if told == {(free, headcount + 1)} else [f"position {key} had {free} of {headcount}, then {told}"]


def wrong_pages(load: Load) -> list[str]:
    """Answers that are not a whole page of the list."""
    bad = sum(answer.status != 200 or answer.body.count(CARD) != ROWS for answer in load.answers)
    faults = [f"{bad} answers were not a page of {ROWS}"] if bad else []
    return faults + ([f"{load.failed} connections broke"] if load.failed else [])


def report(load: Load, healthz: Load, statements: int, faults: list[str]) -> int:
    """Print the figures."""
    print_load("/positions", load)
    print(f"  statements      {statements:8d}   (at most {MOST_STATEMENTS})")
    ratio = print_ratio(load, healthz, TARGET, AIM)
    return verdict(ratio >= TARGET and statements <= MOST_STATEMENTS, faults)


def _free(load: Load) -> dict[int, tuple[int, int]]:
    return _free_in(load.answers[0].body)


def _free_in(page: bytes) -> dict[int, tuple[int, int]]:
    """(free, headcount) of the positions of a page that have free places."""
    cards = page.split(CARD)[1:]
    found = (FREE.search(card) for card in cards)
    return {int(one[1]): (int(one[2]), int(one[3])) for one in found if one}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

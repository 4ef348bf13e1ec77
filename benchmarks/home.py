"""A member's home with recommendations at pilot scale, against the list of open positions (`browse`) of the same run.

64 members of the pilot city open their homes while, turn about, 64 others read the list with 5,000 open positions
behind it; both are set against /healthz of their own server, and the two ratios against each other.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from random import Random

from benchmarks import browse
from benchmarks.figures import print_load, print_ratio, verdict
from benchmarks.http_load import Load, get, send_from_another_process
from benchmarks.reading_city import ReadingCity, reading_city
from benchmarks.scratch import web_server
from benchmarks.statements import statements_of

TURNS = 5
TARGET = 0.7
SUGGESTED = b'id="suggested"'
CARD = browse.CARD
LEAST_WITH_CARDS = 0.8  # of the homes; some members pause, or live where nothing is open


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench home", description=__doc__)
    parser.add_argument("--requests", type=int, default=3_000)
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        many = reading_city(stack, browse.POSITIONS, browse.READERS)
        pilot = reading_city(stack, None, browse.READERS)
        statements = statements_of(pilot.app, "/home", pilot.cookies()[0])
        loads = measure(many, pilot, options.requests)
    return report(*loads, statements)


def measure(many: ReadingCity, pilot: ReadingCity, count: int) -> tuple[Load, Load, Load]:
    """(list, home, /healthz), turn about, so that whatever else the machine does weighs on all of them."""
    random, readers, members = Random(1), many.cookies(), pilot.cookies()
    lists = [get(f"/positions?page={1 + n % browse.PAGES}", random.choice(readers)) for n in range(count)]
    homes = [get("/home", random.choice(members)) for _ in range(count)]
    health = [get("/healthz")] * (count // TURNS)
    load, home, healthz = Load([], 0.0), Load([], 0.0), Load([], 0.0)
    with web_server(many.urls) as (list_address, _one), web_server(pilot.urls) as (home_address, _other):
        send_from_another_process(list_address, [*lists[:400], *health], browse.CLIENTS)  # every worker warm
        send_from_another_process(home_address, [*homes[:400], *health], browse.CLIENTS)
        for turn in range(TURNS):
            healthz.add(send_from_another_process(home_address, health, browse.CLIENTS))
            load.add(send_from_another_process(list_address, lists[turn::TURNS], browse.CLIENTS))
            home.add(send_from_another_process(home_address, homes[turn::TURNS], browse.CLIENTS))
    return load, home, healthz


def report(load: Load, home: Load, healthz: Load, statements: int) -> int:
    """Print the figures."""
    ratio = home.per_second / load.per_second
    print_load("/home", home)
    print(f"  statements      {statements:8d}")
    print_load("/positions", load)
    print_ratio(load, healthz, browse.TARGET, browse.AIM)
    print(f"home to list      {ratio:8.3f}   (at least {TARGET})")
    return verdict(ratio >= TARGET, [*browse.wrong_pages(load), *wrong_homes(home)])


def wrong_homes(home: Load) -> list[str]:
    """Answers that are no home, or too few that suggest anything."""
    bad = sum(answer.status != 200 or SUGGESTED not in answer.body for answer in home.answers)
    faults = [f"{bad} answers were no home"] if bad else []
    suggesting = sum(CARD in answer.body for answer in home.answers)
    if suggesting < LEAST_WITH_CARDS * len(home.answers):
        faults.append(f"only {suggesting} of {len(home.answers)} homes suggest anything")
    return faults + ([f"{home.failed} connections broke"] if home.failed else [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

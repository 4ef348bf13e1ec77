"""Every page of every role with 14,000 members behind it, against the same page with 1,400.

Loads the demo city at `small` and at `pilot` into two databases of its own, finds one address of each kind by walking
the links of every role, and measures both cities turn about with one client. Fails when a list page takes more than
2.5 times as long at pilot size, when the 95th percentile of any page passes 300 ms, or when an answer is not 200.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from benchmarks.figures import verdict
from benchmarks.page_client import PageClient
from benchmarks.scratch import scratch_server, web_server
from tests.support.page_kinds import ROLES, one_of_each, starts_of
from volunteer.accounts.passwords import hash_password
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.demo.load import load, make_city
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock
from volunteer.runtime.database_urls import DatabaseUrls

SIZES = ("small", "pilot")
SEED = 2026
MOST_TIMES_SLOWER = 2.5
MOST_P95 = 300.0
# Below this a page is little more than the request itself: a ratio there says how busy the machine is, and a page that
# stays below it at pilot size keeps nobody waiting.
FLOOR = 8.0
WARMING = 4
# A filter may find three rows in one city and a full page in the other. What is compared is how much lies behind a
# page, not how much is on it, so the longer of both may be this many times as long.
MOST_TIMES_LONGER = 1.5


@dataclass
class PageTimes:
    """One kind of page of one role: its address in both cities and the milliseconds of each request."""

    role: str
    kind: str
    addresses: dict[str, str]
    show_as_much: bool
    times: dict[str, list[float]] = field(default_factory=lambda: {size: [] for size in SIZES})

    def median(self, size: str) -> float:
        """The usual time."""
        return median(self.times[size])

    def p95(self, size: str) -> float:
        """The time within which 95 of 100 came."""
        ordered = sorted(self.times[size])
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def ratio(self) -> float:
        """How many times slower it is at pilot size."""
        return self.median("pilot") / self.median("small")

    @property
    def is_list(self) -> bool:
        """Whether the address names no row: homes, lists and their filters, which exist once at each size.

        Pages of one row differ in what that row holds, not in the size of the city; only the limit in milliseconds
        holds for them.
        """
        return "N" not in self.kind.partition("?")[0]

    def faults(self) -> list[str]:
        """What broke, in words."""
        found = []
        if self.is_list and self.show_as_much and self.ratio > MOST_TIMES_SLOWER and self.median("pilot") > FLOOR:
            found.append(f"{self.role} {self.kind}: {self.ratio:.1f} times slower at pilot size")
        if self.p95("pilot") > MOST_P95:
            found.append(f"{self.role} {self.kind}: 95 of 100 within {self.p95('pilot'):.0f} ms only")
        return found


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench pages", description=__doc__)
    parser.add_argument("--requests", type=int, default=30, help="of each list at each size, a third of other pages")
    parser.add_argument("--role", nargs="+", default=[role or "visitor" for role in ROLES])
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        addresses = {size: stack.enter_context(web_server(_city(stack, size)))[0] for size in SIZES}
        clients = {
            role: {size: PageClient(addresses[size], role, DEFAULT_PASSWORD) for size in SIZES} for role in options.role
        }
        pages = [page for role in options.role for page in pages_of(role, clients[role])]
        for page in pages:
            measure(page, clients[page.role], options.requests if page.is_list else options.requests // 3)
    return report(pages)


def _city(stack: ExitStack, size: str) -> DatabaseUrls:
    """A new database with the demo city of this size."""
    server = stack.enter_context(scratch_server())
    load(server.owner_url, make_city(SCALES[size], SEED, clock.now(), hash_password(DEFAULT_PASSWORD)))
    return DatabaseUrls(server.app_url, server.owner_url)


def pages_of(role: str, clients: dict[str, PageClient]) -> list[PageTimes]:
    """The kinds of page that the role reaches in both cities."""
    starts = starts_of(None if role == "visitor" else role)
    walks = {size: one_of_each(clients[size].get, starts) for size in SIZES}
    found = []
    for kind, visit in walks["pilot"].items():
        if kind in walks["small"] and visit.answer.html:
            lengths = sorted(len(walks[size][kind].answer.text) for size in SIZES)
            addresses = {size: walks[size][kind].address for size in SIZES}
            found.append(PageTimes(role, kind, addresses, lengths[1] <= lengths[0] * MOST_TIMES_LONGER))
    return found


def measure(page: PageTimes, clients: dict[str, PageClient], requests: int) -> None:
    """Ask both cities in turn, so that whatever else the machine does weighs on both."""
    for turn in range(WARMING + requests):
        for size in SIZES:
            seconds = clients[size].time(page.addresses[size])
            if turn >= WARMING:
                page.times[size].append(seconds * 1000)


def report(pages: list[PageTimes]) -> int:
    """Print the figures."""
    print(f"{'role':<11} {'page':<52} {'small ms':>8} {'pilot ms':>8} {'ratio':>6} {'p95':>6}")
    for page in sorted(pages, key=lambda page: -page.median("pilot")):
        print(
            f"{page.role:<11} {page.kind[:52]:<52} {page.median('small'):8.1f} {page.median('pilot'):8.1f}"
            f" {page.ratio:6.2f} {page.p95('pilot'):6.0f}"
        )
    faults = [fault for page in pages for fault in page.faults()]
    lists = [page for page in pages if page.is_list and page.show_as_much and page.median("pilot") > FLOOR]
    print(f"pages             {len(pages):6d}")
    print(f"highest ratio     {max(page.ratio for page in lists):6.2f}   (lists; at most {MOST_TIMES_SLOWER})")
    print(f"highest p95       {max(page.p95('pilot') for page in pages):6.0f}   ms (at most {MOST_P95:.0f})")
    return verdict(not faults, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

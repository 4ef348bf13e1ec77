"""Lighthouse with its mobile settings on the pages that a member opens most, signed in, on the small demo city.

Prints performance, accessibility and best practices of each page, writes the table into docs/lighthouse.md and ends
with status 1 when a page is below what the pages are held to.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from benchmarks.page_client import PageClient
from benchmarks.scratch import scratch_server, web_server
from tests.support.browser import find_chromium
from volunteer.accounts.passwords import hash_password
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.demo.load import load, make_city
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.prepare import environment_with_node

ATTEMPTS = 3  # now and then a browser's trace lacks its beginning, and Lighthouse asks to be run again
FOLDER = PROJECT_ROOT / "benchmarks" / "lighthouse"
DOCUMENT = PROJECT_ROOT / "docs" / "lighthouse.md"
HEADING = "| date | machine |"
SEED = 2026
LEAST = {"performance": 90, "accessibility": 95, "best-practices": 95}
FIGURES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
CLAIMED = """
    SELECT position.id, claim.session_id FROM claim
    JOIN position ON position.session_id = claim.session_id
    JOIN member ON member.id = claim.member_id
    JOIN sign_in_identity AS known ON known.account_id = member.account_id
    JOIN service_session ON service_session.id = claim.session_id
    WHERE known.subject = 'member' AND claim.status = 'confirmed' AND service_session.ends > now()
    ORDER BY service_session.starts LIMIT 1
"""


@dataclass
class PageFigures:
    """What Lighthouse says of one page, run by run."""

    name: str
    runs: list[dict[str, Any]] = field(default_factory=list)

    def score(self, category: str) -> int:
        """The middle score of the runs, of 100."""
        return round(100 * float(median(run["categories"][category]["score"] for run in self.runs)))

    def figure(self, audit: str) -> float:
        """The middle value of a measurement."""
        return float(median(run["audits"][audit]["numericValue"] for run in self.runs))

    def faults(self) -> list[str]:
        """Where the page is below what it is held to, and what pulled it down."""
        low = [category for category, least in LEAST.items() if self.score(category) < least]
        return [
            f"{self.name}: {category} {self.score(category)}; {', '.join(self._against(category))}" for category in low
        ]

    def _against(self, category: str) -> list[str]:
        audits, wanted = self.runs[0]["audits"], self.runs[0]["categories"][category]["auditRefs"]
        names = [one["id"] for one in wanted if one["weight"] and (audits[one["id"]]["score"] or 0) < 0.9]
        return [name for name in names if audits[name]["scoreDisplayMode"] not in ("notApplicable", "manual")]


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of each page; the middle one counts")
    parser.add_argument("--save", type=Path, help="folder for the whole reports")
    options = parser.parse_args(arguments)
    environment = environment_with_node()
    install(environment)
    with small_city() as (base, cookie, paths):
        pages = [
            PageFigures(name, [run(environment, base + path, cookie) for _ in range(options.runs)])
            for name, path in paths.items()
        ]
    if options.save:
        options.save.mkdir(parents=True, exist_ok=True)
        for page in pages:
            (options.save / f"{page.name}.json").write_text(json.dumps(page.runs[0]))
    return report(pages)


def install(environment: dict[str, str]) -> None:
    """Lighthouse and what it needs, beside its list of packages."""
    if not (FOLDER / "node_modules" / ".package-lock.json").is_file():
        print("· installing Lighthouse", flush=True)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=FOLDER, env=environment, check=True)


@contextmanager
def small_city() -> Iterator[tuple[str, str, dict[str, str]]]:
    """A server with the small demo city: its address, a member's cookie, the pages by name."""
    with scratch_server() as server:
        load(server.owner_url, make_city(SCALES["small"], SEED, clock.now(), hash_password(DEFAULT_PASSWORD)))
        with psycopg.connect(server.owner_url, autocommit=True) as connection:
            connection.execute("ANALYZE")
            claimed = connection.execute(CLAIMED).fetchone()
        if claimed is None:
            raise RuntimeError("the demo member has no service ahead")
        with web_server(DatabaseUrls(server.app_url, server.owner_url)) as (address, _process):
            cookie = PageClient(address, "member", DEFAULT_PASSWORD).cookie
            yield (
                f"http://{address[0]}:{address[1]}",
                cookie,
                {
                    "home": "/home",
                    "list": "/positions",
                    "detail": f"/positions/{claimed[0]}",
                    "check-in": f"/sessions/{claimed[1]}/check-in",
                },
            )


def run(environment: dict[str, str], address: str, cookie: str) -> dict[str, Any]:
    """Lighthouse once: mobile screen, its simulated slow network and processor."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("no Chromium found; set CHROMIUM to its path")
    with tempfile.TemporaryDirectory() as folder:
        result, headers = Path(folder) / "result.json", Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        command = ["node", str(FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet"]
        command += ["--output=json", f"--output-path={result}", f"--extra-headers={headers}", "--locale=en"]
        command += [f"--only-categories={','.join(LEAST)}", "--chrome-flags=--headless=new --no-sandbox"]
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            done = subprocess.run(command, env={**environment, "CHROME_PATH": chromium}, check=last, cwd=folder)
            if done.returncode == 0:
                break
        found: dict[str, Any] = json.loads(result.read_text())
    reached = found["finalDisplayedUrl"]
    if reached != address:
        raise RuntimeError(f"{address} led to {reached}: the member is not signed in")
    return found


def report(pages: list[PageFigures]) -> int:
    """Print the table, write it into the document, name what is too low."""
    rows = [row_of(page) for page in pages]
    print(*rows, sep="\n")
    text = DOCUMENT.read_text("utf-8")
    kept = text[: text.index(HEADING)]
    columns = f"{HEADING} page | performance | accessibility | best practices | FCP s | LCP s | TBT ms | CLS |"
    DOCUMENT.write_text("\n".join([kept + columns, "|" + "---|" * (columns.count("|") - 1), *rows]) + "\n", "utf-8")
    faults = [fault for page in pages for fault in page.faults()]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


def row_of(page: PageFigures) -> str:
    """One page's line of the table."""
    paint, largest, blocking, shift = (page.figure(audit) for audit in FIGURES)
    figures = [f"{paint / 1000:.1f}", f"{largest / 1000:.1f}", f"{blocking:.0f}", f"{shift:.3f}"]
    scores = [str(page.score(category)) for category in LEAST]
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    return f"| {clock.today().isoformat()} | {machine} | {' | '.join([page.name, *scores, *figures])} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

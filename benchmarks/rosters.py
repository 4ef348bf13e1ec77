"""A roster of 14,000 members, clean and with 200 planted errors, through `flask roster import` in processes of its own.

Held to: the dry run finds every error, each by row and column, and nothing else, in 20 s; the clean file is applied in
10 s; the same file again changes nothing. With --large a million members come in within 10 minutes and 700 MiB.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.figures import verdict
from benchmarks.roster_files import Planted, build, clean_rows, messed, network, with_errors, write_workbook
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.rosters.headings import FIELDS
from volunteer.rosters.states import RosterKind
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.paths import PROJECT_ROOT

ERRORS = 200
DRY_RUN_SECONDS, APPLY_SECONDS = 20.0, 10.0
LARGE_SECONDS, LARGE_MIB = 600.0, 700.0
CELL = re.compile(r"^  ([A-Z]*)(\d+) +(\S+?): ", re.MULTILINE)
COUNTS = re.compile(r"([\d,]+) (created|changed|moved|left|unchanged)")
STORED = "SELECT count(*) FROM member m JOIN sign_in_identity i USING (account_id) WHERE i.subject = lower(m.number)"


@dataclass(frozen=True)
class Run:
    """One command: how it ended, what it said, seconds by the clock and on its processor, memory at its peak."""

    status: int
    output: str
    seconds: float
    processor: float
    mebibytes: float

    @property
    def counts(self) -> Counter[str]:
        """Rows by what they would do."""
        return Counter({name: int(count.replace(",", "")) for count, name in COUNTS.findall(self.output)})


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench rosters", description=__doc__)
    parser.add_argument("--rows", type=int, default=14_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", type=int, nargs="?", const=1_000_000, help="so many rows, too; a million")
    options = parser.parse_args(arguments)
    faults = measure(options.rows, options.seed)
    if options.large:
        faults += measure_large(options.large, options.seed)
    return verdict(True, faults)


def measure(count: int, seed: int) -> list[str]:
    """The clean file twice, then the one with errors."""
    of = network(310, 900)
    with scratch_server() as server, tempfile.TemporaryDirectory() as folder:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        build(urls.owner, of)
        clean, wrong = Path(folder) / "clean.xlsx", Path(folder) / "wrong.xlsx"
        write_workbook(clean, messed(clean_rows(of, count, seed)))
        rows = list(clean_rows(of, count, seed))
        planted = with_errors(rows, ERRORS)
        write_workbook(wrong, messed(rows))
        applied = told("clean file, checked and applied", run(urls, clean))
        again = told("the same again, dry run", run(urls, clean, "--dry-run"))
        checked = told("200 errors, dry run", run(urls, wrong, "--dry-run", "--all-problems"))
        faults = written(urls, count)
    if applied.seconds > APPLY_SECONDS:
        faults.append(f"applying took {applied.seconds:.1f} s, more than {APPLY_SECONDS:g}")
    if again.counts != Counter(unchanged=count):
        faults.append(f"the same file again would do {again.counts}")
    if checked.seconds > DRY_RUN_SECONDS:
        faults.append(f"the dry run took {checked.seconds:.1f} s, more than {DRY_RUN_SECONDS:g}")
    return faults + missed(checked, planted)


def measure_large(count: int, seed: int) -> list[str]:
    """A million members into ten thousand squads."""
    of = network(2_500, 10_000)
    with scratch_server() as server, tempfile.TemporaryDirectory() as folder:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        build(urls.owner, of)
        file = Path(folder) / "large.xlsx"
        write_workbook(file, clean_rows(of, count, seed))
        print(f"file of {count:,} rows: {file.stat().st_size / 2**20:.0f} MiB")
        applied = told(f"{count:,} rows, checked and applied", run(urls, file))
        faults = written(urls, count)
    if applied.seconds > LARGE_SECONDS or applied.mebibytes > LARGE_MIB:
        faults.append(f"{count:,} rows took {applied.seconds:.0f} s and {applied.mebibytes:.0f} MiB")
    return faults


def run(urls: DatabaseUrls, file: Path, *options: str) -> Run:
    """`flask roster import` in a process of its own."""
    environment = {
        **os.environ, "DATABASE_URL": urls.app, "MIGRATION_DATABASE_URL": urls.owner, "SECRET_KEY": SECRET_KEY
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "app", "roster", "import", str(file), *options]
    with tempfile.TemporaryFile() as output:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=output)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return Run(
            process.returncode, output.read().decode(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        )


def told(what: str, one: Run) -> Run:
    """Print what a run took."""
    times = f"{one.seconds:7.1f} s ({one.processor:.1f} on its processor)"
    print(f"{what:<36} {times} {one.mebibytes:5.0f} MiB   {dict(one.counts)}", flush=True)
    return one


def missed(one: Run, planted: list[Planted]) -> list[str]:
    """Errors that were not named at their cell, and rows that are said to be wrong and are not."""
    columns = {field.heading: field.name for field in FIELDS[RosterKind.MEMBERS]}
    found = {(int(line), columns[heading]) for _letter, line, heading in CELL.findall(one.output)}
    letters = {line for letter, line, _heading in CELL.findall(one.output) if not letter}
    not_found = [error for error in planted if (error.line, error.column) not in found]
    strange = {line for line, _column in found} - {error.line for error in planted}
    faults = [f"not found: {error}" for error in not_found]
    faults += [f"without fault, yet told: line {line}" for line in sorted(strange)]
    if letters:
        faults.append(f"{len(letters)} problems without a column")
    kinds = len({(error.column, error.problem) for error in planted})
    print(f"errors found: {len(planted) - len(not_found)} of {len(planted)}, {kinds} kinds")
    return faults


def written(urls: DatabaseUrls, count: int) -> list[str]:
    """Whether every row became a member with an account, a user name, a squad since today and an audit row."""
    questions = {
        STORED: count,
        "SELECT count(*) FROM membership WHERE until IS NULL": count,
        "SELECT count(*) FROM audit_event WHERE action = 'member.added'": count,
    }
    with psycopg.connect(urls.owner) as connection:
        answers = {question: (connection.execute(question).fetchone() or (0,))[0] for question in questions}
    return [f"{question}: {answers[question]}" for question, wanted in questions.items() if answers[question] != wanted]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

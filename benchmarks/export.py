"""All service records of a ledger of two million rows out of the house, as JSON and as a workbook.

Held to: every record is in the file, no sheet holds more than a sheet can, and the memory of the process stands still.
The rate is set against a plain COPY of the same rows to nowhere in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import insert

from benchmarks.figures import verdict
from benchmarks.finding_province import fill as fill_province
from benchmarks.ledger import application
from benchmarks.ledger_rows import fill
from benchmarks.scratch import scratch_server
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role

MOST_GROWTH = 64.0  # MiB, however many records
SHEET_HOLDS = 1_048_576
ENDS = 200  # bytes of the end of a file of JSON
BLOCK = 2**20


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench export", description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=2_000_000)
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        fill_province(server.owner_url, options.members, 1)
        fill(server.owner_url, options.members, options.rows, options.rows // 2, date(2026, 1, 1))
        faults = measure(server.app_url, options.rows)
    return verdict(True, faults)


def measure(app_url: str, rows: int) -> list[str]:
    """Both files of a ledger that is filled; what was promised and not kept."""
    copied = _copied(app_url)
    print(f"copied    {copied:9,.0f} rows/s", flush=True)
    with application(app_url) as app, app.app_context(), tempfile.TemporaryDirectory(prefix="volunteer-bench-") as room:
        _somebody_in_charge()
        _export(app, Path(room) / "first.json", "--until", "2000-01-01")  # modules loaded, nothing in it
        faults = [
            *_json(app, Path(room) / "all.json", rows, copied),
            *_book(app, Path(room) / "all.xlsx", rows, copied),
        ]
        db.session.remove()
        db.engine.dispose()
    return faults


def _json(app: Flask, file: Path, rows: int, copied: float) -> Iterator[str]:
    yield from _exported(app, file, rows, copied)
    with file.open("rb") as written:
        written.seek(-ENDS, 2)
        end = written.read().decode("utf-8", "replace")
    told = json.loads("{" + end.rpartition("],")[2])["count"]
    if told != rows:
        yield f"{file.name}: says that it has {told} records"


def _book(app: Flask, file: Path, rows: int, copied: float) -> Iterator[str]:
    yield from _exported(app, file, rows, copied)
    sheets = _rows_of_sheets(file)
    print(f"  sheets  {', '.join(f'{number:,}' for number in sheets)} rows, headings included")
    if sum(sheets) - len(sheets) != rows or max(sheets) > SHEET_HOLDS:
        yield f"{file.name}: sheets of {sheets} rows"


def _exported(app: Flask, file: Path, rows: int, copied: float) -> Iterator[str]:
    """The export itself, timed and weighed."""
    before, began = _peak(), time.perf_counter()
    said = _export(app, file)
    taken, grown = time.perf_counter() - began, _peak() - before
    rate, size = rows / taken, file.stat().st_size / 2**20
    print(f"{file.suffix[1:]:<9} {rate:9,.0f} rows/s  {taken:.0f} s, {size:,.0f} MiB, ratio {rate / copied:.4f}")
    print(f"  memory  {before:.0f} MiB before, {grown:.0f} MiB more (at most {MOST_GROWTH:.0f})", flush=True)
    if f"{rows:,} in" not in said:
        yield f"{file.name}: {said.strip()}"
    if grown > MOST_GROWTH:
        yield f"{file.name}: memory grew by {grown:.0f} MiB"


def _export(app: Flask, file: Path, *options: str) -> str:
    return app.test_cli_runner().invoke(args=["records", "export", str(file), *options]).output


def _somebody_in_charge() -> None:
    """An export is put on record in the name of whoever answers for the unit."""
    db.session.execute(insert(Grant).values(account_id=1, role=Role.COMMITTEE, unit_id=1, since=clock.now()))
    db.session.commit()


def _copied(app_url: str) -> float:
    """Rows a second of a COPY that nobody keeps."""
    began, rows = time.perf_counter(), 0
    with psycopg.connect(app_url) as connection, connection.cursor().copy("COPY hours_entry TO STDOUT") as copy:
        for block in copy:
            rows += bytes(block).count(b"\n")
    return rows / (time.perf_counter() - began)


def _rows_of_sheets(file: Path) -> list[int]:
    with zipfile.ZipFile(file) as book:
        return [_rows_of(book, name) for name in sorted(book.namelist()) if name.startswith("xl/worksheets/sheet")]


def _rows_of(book: zipfile.ZipFile, name: str) -> int:
    found, kept = 0, b""
    with book.open(name) as sheet:
        while block := sheet.read(BLOCK):
            text = kept + block
            found += text.count(b"</row>")
            kept = text[text.rfind(b">") + 1 :]
    return found


def _peak() -> float:
    """The most memory that this process has ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A ledger of two million rows, half of them in one year: looked at, added to, proved.

Held to: a member's record in 30 ms, a province's and a city's year by month in 300 ms, 500 hours confirmed in a second;
the sums are those of the rows, an untouched ledger holds, and one minute changed behind its back is found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

import psycopg
from flask import Flask
from sqlalchemy import insert, text

from benchmarks.figures import verdict
from benchmarks.finding_province import Province
from benchmarks.finding_province import fill as fill_province
from benchmarks.ledger_rows import fill
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import proof, queries, service, totals
from volunteer.ledger.heads import make_heads
from volunteer.ledger.keeping import keeping
from volunteer.ledger.models import HoursProposal
from volunteer.ledger.proof import Checked
from volunteer.ledger.proof_models import Fault
from volunteer.ledger.proving import MEMBERS_AT_ONCE, everything
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role
from volunteer.wiring import create_app

RECORD_MS, YEAR_MS, CONFIRM_MS = 30.0, 300.0, 1_000.0
ASKED, BEFORE = 2026, 2025
RECORDS, ROUNDS, CONFIRMED, PAGE = 50, 7, 500, 50
T = TypeVar("T")

_COUNTED = text("""
SELECT date_trunc('month', e.service_date)::date, sum(e.minutes) FILTER (WHERE p.source <> 'backfilled'),
  sum(e.minutes) FILTER (WHERE p.source = 'backfilled'), count(DISTINCT e.proposal_id), count(DISTINCT e.member_id)
FROM hours_entry e JOIN hours_proposal p ON p.id = e.proposal_id
WHERE e.unit_path LIKE :below AND e.service_date BETWEEN :first AND :last GROUP BY 1 ORDER BY 1
""")
_BUSIEST = text("SELECT member_id FROM hours_entry GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT :most")
_SOME = text("""
SELECT m.id, m.account_id, m.unit_id FROM member m JOIN unit u ON u.id = m.unit_id
WHERE u.path LIKE :below ORDER BY m.id LIMIT :most
""")


@dataclass
class Report:
    """Figures as they come, and promises that were not kept."""

    faults: list[str] = field(default_factory=list)

    def figure(self, name: str, milliseconds: float, most: float) -> None:
        """One that is held to a limit."""
        print(f"{name:<44} {milliseconds:9.1f} ms   (at most {most:g})", flush=True)
        if milliseconds > most:
            self.faults.append(f"{name}: {milliseconds:.0f} ms")

    def check(self, holds: bool, what: str) -> None:
        """Something that must be so."""
        if not holds:
            self.faults.append(what)


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench ledger", description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--proved", type=int, default=20_000, help="members whose chains are walked; 0 for all")
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        province = fill_province(server.owner_url, options.members, 1)
        _timed_out(
            "written",
            lambda: fill(server.owner_url, options.members, options.rows, options.rows // 2, date(ASKED, 1, 1)),
        )
        report = measure(server.app_url, server.owner_url, province, options.proved)
    return verdict(True, report.faults)


def measure(app_url: str, owner_url: str, province: Province, proved: int) -> Report:
    """Everything, on a database that is filled."""
    report = Report()
    with application(app_url) as app, app.app_context():
        look_at_years(report, province)
        look_at_records(report)
        confirm_many(report, province)
        prove(report, owner_url, proved)
        db.session.remove()
        db.engine.dispose()
    return report


@contextmanager
def application(app_url: str) -> Iterator[Flask]:
    """The application, its key and heads in a directory that goes."""
    with tempfile.TemporaryDirectory(prefix="volunteer-bench-") as outside:
        yield create_app(
            {
                "SECRET_KEY": SECRET_KEY,
                "SQLALCHEMY_DATABASE_URI": app_url,
                "LEDGER_HEADS_FILE": str(Path(outside) / "heads.jsonl"),
                "LEDGER_SIGNING_KEY_FILE": str(Path(outside) / "signing.key"),
            }
        )


def look_at_years(report: Report, province: Province) -> None:
    """A year by month, of the whole, a city and a squad; the sums held against the rows."""
    for name, path in (("province", province.root), ("city", province.city), ("squad", province.squad)):
        for year in (ASKED, BEFORE):
            actor, days = _leading(path), (date(year, 1, 1), date(year, 12, 31))
            taken = [_timed(partial(totals.by_month, actor, *days)) for _ in range(ROUNDS)]
            report.figure(f"{name}, {year} by month", median(ms for ms, _found in taken), YEAR_MS)
            counted = db.session.execute(_COUNTED, {"below": f"{path}%", "first": days[0], "last": days[1]})
            said = [(row.key, row.verified, row.backfilled, row.services, row.people) for row in taken[0][1]]
            right = [(month, *(int(value or 0) for value in values)) for month, *values in counted]
            report.check(said == right, f"{name} {year}: kept sums are not those of the rows")
            db.session.rollback()


def look_at_records(report: Report) -> None:
    """The records of those who served most: the first page of their rows, with the totals."""
    busiest = list(db.session.scalars(_BUSIEST, {"most": RECORDS}))
    taken: dict[int, list[float]] = {member_id: [] for member_id in busiest}
    for member_id in busiest * ROUNDS:
        own = Actor(account_id=member_id, member_id=member_id)
        taken[member_id].append(_timed(partial(_record, own, member_id))[0])
        db.session.rollback()
    slowest = max(median(times) for times in taken.values())
    report.figure(f"record of a member, the slowest of {RECORDS}", slowest, RECORD_MS)


def _record(own: Actor, member_id: int) -> totals.Total:
    queries.views(list(db.session.scalars(queries.own_hours(own).limit(PAGE))))
    return totals.balance(member_id)


def confirm_many(report: Report, province: Province) -> None:
    """Hours of many people of a city, confirmed in one step."""
    people = db.session.execute(_SOME, {"below": f"{province.city}%", "most": CONFIRMED}).all()
    rows = [
        {"member_id": member_id, "unit_id": unit_id, "service_date": date(ASKED, 12, 31), "minutes": 90,
         "entered_by": account_id, "proposed_at": clock.now(), "source": "verified", "status": "pending",
         "ticked": False, "version": 1}
        for member_id, account_id, unit_id in people
    ]  # fmt: skip
    ids = list(db.session.scalars(insert(HoursProposal).returning(HoursProposal.id), rows))
    db.session.commit()
    somebody_else = db.session.scalar(text("SELECT max(id) FROM account"))
    actor = replace(_leading(province.city), account_id=somebody_else)
    before = totals.by_month(actor, date(ASKED, 12, 1), date(ASKED, 12, 31))[0]
    db.session.rollback()
    taken, answer = _timed(lambda: service.confirm(actor, ids))
    report.figure(f"{CONFIRMED} hours confirmed", taken, CONFIRM_MS)
    after = totals.by_month(actor, date(ASKED, 12, 1), date(ASKED, 12, 31))[0]
    report.check(len(answer.done) == CONFIRMED, f"only {len(answer.done)} were confirmed")
    report.check(after.verified - before.verified == 90 * CONFIRMED, "the month did not grow by what was confirmed")
    db.session.rollback()


def prove(report: Report, owner_url: str, proved: int) -> None:
    """Heads of all days, then the proof; a minute changed behind the application's back."""
    taken, days = _timed(lambda: make_heads(clock.now()))
    db.session.commit()
    print(f"heads made: {days} days in {taken / 1000:.1f} s", flush=True)
    checked = Checked()
    taken, _done = _timed(lambda: _walk(checked, proved))
    print(f"proved: {checked.entries:,} rows in {taken / 1000:.1f} s, {checked.entries / taken * 1000:,.0f} a second")
    report.check(checked.found == [], f"an untouched ledger does not hold: {checked.found[:3]}")
    victim = db.session.scalar(text("SELECT min(member_id) FROM hours_entry"))
    db.session.rollback()
    with psycopg.connect(owner_url) as owner:
        owner.execute("UPDATE hours_entry SET minutes = minutes + 1 WHERE member_id = %s AND sequence = 1", (victim,))
    found = {(one.fault, one.member_id) for one in proof.check_members([victim]).found}
    report.check(found == {(Fault.CONTENT, victim), (Fault.SUMS, victim)}, f"a changed minute: {found}")


def _walk(checked: Checked, proved: int) -> None:
    kept = keeping()
    for slices, part in enumerate(everything(kept), start=1):
        checked.add(part)
        db.session.rollback()
        if proved and slices * MEMBERS_AT_ONCE >= proved:
            break
    checked.found += proof.check_file(kept.heads_file)


def _leading(path: str) -> Actor:
    grant = GrantView(Role.COMMITTEE, "unit", int(path.rstrip("/").rpartition("/")[2]), path, "brigade")
    return Actor(account_id=1, grants=(grant,))


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    answer = act()
    return 1_000 * (time.perf_counter() - began), answer


def _timed_out(what: str, act: Callable[[], object]) -> None:
    print(f"{what} in {_timed(act)[0] / 1000:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

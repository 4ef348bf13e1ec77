"""The deadlines of 100,000 waiting demands swept, against a plain UPDATE of as many rows in the same run.

Half of them are late, half late enough to be listed, so that each leaves an alert, a line on its timeline and a part in
somebody's one notice. Then the table is swept once more, which must write nothing; then a tenth gets another clock.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import perf_counter

import psycopg
from flask import Flask
from sqlalchemy import text

from benchmarks.figures import verdict
from benchmarks.finding_province import fill as fill_province
from benchmarks.ledger import application
from benchmarks.scratch import scratch_server
from volunteer.deadlines.jobs import sweep
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job, perform_whole

MOST_SECONDS = 10.0
PEOPLE = 2_000
SWEEP = Job("deadlines.sweep", sweep, "interval", {}, in_parts=True)

PLACES = """
INSERT INTO category (code, name, name_en, synonyms, safeguards, retired)
VALUES ('elder', '助老', 'Elder care', '{}', '{}', false);
INSERT INTO place (id, parent_id, kind, path, code, name, lon, lat, version) VALUES
    (1, NULL, 'town', '1/', 't', '镇', 113.7, 23.0, 1), (2, 1, 'site', '1/2/', 's', '社区', 113.7, 23.0, 1);
"""
GRANTS = """
INSERT INTO access_grant (account_id, role, unit_id, since)
SELECT row_number() OVER (ORDER BY id), CASE tier WHEN 'team' THEN 'team_leader' ELSE 'committee' END, id, now()
FROM unit WHERE tier IN ('team', 'brigade') ORDER BY id LIMIT %(people)s
"""
DEMANDS = """
INSERT INTO demand (number, status, category, title, text, site_id, headcount, level, starts, ends, contact_name,
    contact_phone, on_behalf, responsible_unit_id, times_returned, times_reopened, version, created_at, submitted_at,
    clock_number, clock_from, clock_days, deadline)
SELECT n::text, CASE n %% 3 WHEN 0 THEN 'accepted' ELSE 'submitted' END, 'elder', '陪诊', '陪老人复诊', 2, 2, 1,
    now() + interval '9 days', now() + interval '10 days', '社工', '0769-22830000', false,
    teams.ids[1 + n %% array_length(teams.ids, 1)], 0, 0, 1, now() - interval '40 days', now() - interval '40 days',
    1, now() - interval '40 days', 2, now() - CASE n %% 2 WHEN 0 THEN interval '1 minute' ELSE interval '30 days' END
FROM generate_series(1, %(demands)s) n, (SELECT array_agg(id) AS ids FROM unit WHERE tier = 'team') teams
"""


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench deadlines", description=__doc__)
    parser.add_argument("--demands", type=int, default=100_000)
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        fill_province(server.owner_url, PEOPLE, 1)
        with psycopg.connect(server.owner_url, autocommit=True) as owner:
            owner.execute(PLACES)
            owner.execute(GRANTS, {"people": PEOPLE})
            owner.execute(DEMANDS, {"demands": options.demands})
            owner.execute("VACUUM ANALYZE demand")
        with application(server.app_url) as app:
            faults = measure(app, options.demands)
    return verdict(True, faults)


def measure(app: Flask, demands: int) -> list[str]:
    """Sweep, sweep again, and once more after a tenth got another clock."""
    faults: list[str] = []
    with app.app_context():
        plain = _seconds(lambda: _commit("UPDATE demand SET version = version + 1"))
        first = _seconds(lambda: perform_whole(SWEEP))
        written = _written()
        second = _seconds(lambda: perform_whole(SWEEP))
        if written[0] != demands:
            faults.append(f"{written[0]} alerts for {demands} demands")
        if _written() != written:
            faults.append("the second sweep wrote something")
        if first > MOST_SECONDS:
            faults.append(f"{first:.1f} s for the first sweep")
        _commit("UPDATE demand SET clock_number = 2 WHERE id % 10 = 0")
        tenth = _seconds(lambda: perform_whole(SWEEP))
        db.session.remove()
        db.engine.dispose()
    print(f"plain UPDATE   {plain:8.2f} s for {demands} rows")
    print(f"first sweep    {first:8.2f} s ({written[0]} alerts, {written[1]} notices), ratio {first / plain:.2f}")
    print(f"second sweep   {second:8.2f} s, ratio {second / plain:.2f}")
    print(f"a tenth anew   {tenth:8.2f} s, ratio {tenth / plain:.2f}")
    return faults


def _written() -> tuple[int, ...]:
    """How many alerts, notices and lines of timelines there are, and the newest transaction that told an alert."""
    counted = text(
        "SELECT (SELECT count(*) FROM demand_alert), (SELECT count(*) FROM notice), (SELECT count(*) FROM demand_step),"
        " (SELECT coalesce(max(xmin::text::bigint), 0) FROM demand_alert)"
    )
    found = tuple(int(value) for value in db.session.execute(counted).one())
    db.session.rollback()
    return found


def _commit(statement: str) -> None:
    db.session.execute(text(statement))
    db.session.commit()


def _seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

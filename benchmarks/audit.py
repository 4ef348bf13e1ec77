"""The audit trail with a million rows: what adding costs, how quick each way of searching is, what metering costs.

    scripts/bench audit [--rows N]

Rows are generated over a year of monthly partitions, with accounts, units, actions and addresses spread as in a city.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import Select

from benchmarks.figures import verdict
from benchmarks.scratch import scratch_server
from volunteer.audit import partitions, queries
from volunteer.audit.queries import Wanted
from volunteer.happenings.organization import UnitChanged
from volunteer.health import gauges
from volunteer.kernel import clock, job_runs
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM, Actor, GrantView
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import Role
from volunteer.web import meters
from volunteer.wiring import create_app

TARGET_MS = 100.0  # of a page of the trail
METERED_MS = 0.1  # of a request
TIMES = 15

FILL = """
    INSERT INTO audit_event (at, action, subject_kind, subject_id, account_id, unit_id, address, reason, details,
                             request_id)
    SELECT now() - (random() * 364) * interval '1 day',
        (ARRAY['claim.confirmed', 'claim.released', 'demand.accepted', 'hours.confirmed', 'account.signed_in',
               'member.profile_changed', 'session.moved', 'account.sign_in_failed'])[1 + (n * 7919) %% 8],
        (ARRAY['claim', 'demand', 'hours', 'account', 'member', 'session'])[1 + n %% 6], 1 + (n * 31) %% 200000,
        1 + (n * 17) %% 15000, %(unit)s, ('10.' || n %% 4 || '.' || n %% 250 || '.' || (n * 13) %% 250)::inet,
        CASE WHEN n %% 6 = 0 THEN '原因' || n END,
        CASE WHEN n %% 9 = 0 THEN '{"before": {"radius_km": 10}, "after": {"radius_km": 5}}'::jsonb
             ELSE jsonb_build_object('position_id', n, 'from', 'requested', 'to', 'confirmed') END,
        lpad(to_hex(n), 12, '0')
    FROM generate_series(1::bigint, %(rows)s::bigint) AS n
"""


def main(arguments: list[str] | None = None) -> int:
    """Fill, search, count; status 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args(arguments).rows
    with scratch_server() as server:
        app = create_app(
            {
                "SECRET_KEY": "x",
                "LOG_LEVEL": "warning",
                "SQLALCHEMY_DATABASE_URI": server.app_url,
                "MIGRATION_DATABASE_URL": server.owner_url,
            }
        )
        with app.app_context():
            actor = _brigade()
            _fill(server.owner_url, rows, actor.grants[0].node_id)
            faults = [*_searched(actor), *_scraped()]
            _added()
            db.session.remove()
            db.engine.dispose()
    faults += _metered()
    return verdict(True, faults)


def _brigade() -> Actor:
    """Who reads all of it."""
    unit = Unit(tier=Tier.BRIGADE, name="大队", short_name="大队", path="new/", settings={})
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{unit.id}/"
    db.session.commit()
    return Actor(1, grants=(GrantView(Role.COMMITTEE, "unit", unit.id, unit.path, Tier.BRIGADE),))


def _fill(url: str, rows: int, unit_id: int) -> None:
    with psycopg.connect(url, autocommit=True) as owner:
        partitions.ensure(owner, (datetime.now(UTC) - timedelta(days=366)).date(), 15)
        began = time.perf_counter()
        owner.execute(FILL, {"unit": unit_id, "rows": rows})
        owner.execute("VACUUM ANALYZE audit_event")
        print(f"{rows:,} rows written in {time.perf_counter() - began:.0f} s")


def _searched(actor: Actor) -> list[str]:
    today = clock.today()
    month = date(today.year, today.month, 1)
    asked = {
        "newest": Wanted(),
        "one person": Wanted(account_id=77),
        "one subject": Wanted(subject_kind="demand", subject_id=3131),
        "an action": Wanted(action="account.sign_in_failed"),
        "an action nobody did": Wanted(action="plan.discarded"),
        "an address": Wanted(address="10.1.101.63/32"),
        "a network": Wanted(address="10.3.0.0/16"),
        "a request": Wanted(request_id="00000000beef"),
        "a month": Wanted(since=month - timedelta(days=31), until=month),
        "a text of late": Wanted(q="原因12345"),
        "a text in a month": Wanted(q="没有这样的", since=month - timedelta(days=31), until=month),
    }
    faults = []
    for name, wanted in asked.items():
        spent = _milliseconds(lambda wanted=wanted: _page(queries.events(actor, wanted)))  # type: ignore[misc]
        print(f"{name:<22} {spent:8.1f} ms")
        if spent > TARGET_MS and not name.startswith("a text"):
            faults.append(f"{name} takes {spent:.0f} ms")
    return faults


def _page(statement: Select[Any]) -> None:
    db.session.execute(statement.limit(51)).all()
    db.session.rollback()


def _scraped() -> list[str]:
    spent = _milliseconds(lambda: list(gauges.collected(job_runs.database_now())))
    print(f"{'scrape':<22} {spent:8.1f} ms")
    return [f"a scrape takes {spent:.0f} ms"] if spent > TARGET_MS else []


def _added() -> None:
    def add() -> None:
        with transaction(SYSTEM) as work:
            work.record(UnitChanged(subject_id=1))

    print(f"{'a use case of one row':<22} {_milliseconds(add, 200):8.2f} ms")


def _metered() -> list[str]:
    times = 20_000
    began = time.perf_counter()
    for _ in range(times):
        meters.note_request("GET", "/members/<int:member_id>", 200, 0.01)
    spent = (time.perf_counter() - began) * 1000 / times
    print(f"{'metering a request':<22} {spent:8.4f} ms")
    return [f"metering takes {spent:.3f} ms"] if spent > METERED_MS else []


def _milliseconds(run: Callable[[], object], times: int = TIMES) -> float:
    """The median."""
    run()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    raise SystemExit(main())

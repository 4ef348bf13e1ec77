"""The queue page of a triager and the search for doubles, with 1,000 and with 100,000 open demands.

Made by the script: 32 towns with 22 sites each, 64 teams, demands spread over them and over 60 days; some texts are
written a second time in other words. The same page is asked for with both numbers, as the committee sees it. Correct
means: the page stands with emergencies first and then in the order of the clock, the next one goes on where it ended,
each text that was written twice finds its double, and a walk through all candidates finds no other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

import psycopg
from flask import Flask
from sqlalchemy import select, text

from benchmarks.figures import verdict
from benchmarks.scratch import SECRET_KEY, scratch_server
from benchmarks.signed_in import key_of
from benchmarks.statements import statements_of
from volunteer.demands.models import Demand
from volunteer.demands.queries import LOADED
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, GrantView
from volunteer.organization.permissions import Role
from volunteer.triage import queue
from volunteer.triage.twins import search
from volunteer.wiring import create_app

FEW, MANY = 1_000, 100_000
TOWNS, SITES_EACH, TEAMS = 32, 22, 64
DAYS = 60
SEARCHES, ROUNDS = 300, 15
MOST_RATIO, MOST_MS = 2.0, 50.0
SEED = 7
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
UNIT = """
INSERT INTO unit (id, parent_id, tier, path, name, short_name, pinyin, initials, status, settings, version)
VALUES (%s, %s, %s, %s, %s, %s, '', '', 'active', '{}', 1)
"""
DEMANDS = """
COPY demand (id, number, status, category, title, text, site_id, level, headcount, starts, ends, contact_name,
             contact_phone, on_behalf, asker_id, responsible_unit_id, deadline, times_returned, times_reopened,
             created_at, submitted_at, version, urgency) FROM STDIN
"""
PAGES = 12
IN_ORDER = """
SELECT id FROM demand WHERE status = 'submitted'
ORDER BY CASE urgency WHEN 'emergency' THEN 0 ELSE 1 END, deadline, id LIMIT :some
"""
DEEDS = (
    ("陪老人到医院复诊", "陪同行动不便的老人挂号、取药、送回家", "老人去医院看病要人陪着挂号取药再送回来"),
    (
        "楼道灯坏了",
        "三楼楼道灯坏了半个月，晚上看不见，请电工更换灯泡",
        "楼道三楼的灯半个月不亮，晚上看不见路，要电工换灯泡",
    ),
    ("河边垃圾清理", "河涌边堆了许多垃圾发臭，要清理干净", "河涌边许多垃圾发臭了，请来清理干净"),
    ("教老人用手机", "教老人用微信视频、手机挂号和交费", "老人不会微信视频，也不会手机挂号交费，想有人教"),
    ("路口大树倒了", "一棵大树被风吹倒挡住人行道，要锯开搬走", "大树吹倒挡住了人行道，请锯开搬走"),
    ("课后辅导作业", "小学生放学后没人管，需要辅导语文数学作业", "放学后小学生语文数学作业没人辅导"),
    ("上门理发", "卧床老人出不了门，想请理发师上门理发", "老人卧床出不了门，请理发师上门给理个发"),
    ("消防知识讲座", "出租屋电动车上楼充电多，请消防员讲课", "请消防员来讲课，出租屋电动车总是上楼充电"),
)


@dataclass(frozen=True)
class Page:
    """What the queue page cost."""

    milliseconds: float
    statements: int


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench triage", description=__doc__)
    parser.add_argument("--demands", type=int, default=MANY)
    options = parser.parse_args(arguments)
    with scratch_server() as server:
        app = create_app({"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": server.app_url})
        _city(server.owner_url)
        _demands(server.owner_url, 1, FEW)
        few = _page(app)
        _demands(server.owner_url, FEW + 1, options.demands)
        many = _page(app)
        with app.app_context():
            times, faults = _searches()
            faults += _order()
            db.session.remove()
            db.engine.dispose()
    return _report(few, many, options.demands, times, faults)


def _city(url: str) -> None:
    """Towns, sites, teams and one account of the committee, signed in by its id."""
    random = Random(SEED)
    with psycopg.connect(url) as connection:
        run = connection.execute
        account = "INSERT INTO account (id, name, status, failed_sign_ins, locale, sign_in_epoch) VALUES "
        run(account + "(1, 'c', 'active', 0, 'zh', 0)")
        run("INSERT INTO category (code, name, name_en, safeguards, retired) VALUES ('care','助老','Care','{}',false)")
        for n in range(TEAMS + 1):
            parent, tier, path = (None, "brigade", "1/") if n == 0 else (1, "team", f"1/{n + 1}/")
            named = (f"服务队{n}", f"队{n}")
            run(UNIT, (n + 1, parent, tier, path, *named))
        run("INSERT INTO access_grant (account_id, role, unit_id) VALUES (1, 'committee', 1)")
        place = "INSERT INTO place (id, parent_id, kind, code, name, path, lon, lat, paired_unit_id, version) VALUES "
        row = place + "(%s, %s, %s, %s, %s, %s, %s, %s, %s, 1)"
        run(row, (1, None, "city", "c", "市", "1/", 113.75, 23.02, None))
        number = 1
        for town in range(TOWNS):
            number += 1
            above, east, north = number, 113.5 + 0.09 * (town % 8), 22.7 + 0.12 * (town // 8)
            run(row, (above, 1, "town", f"t{town}", f"镇{town}", f"1/{above}/", east, north, None))
            for _site in range(SITES_EACH):
                number += 1
                lon, lat = east + random.uniform(-0.03, 0.03), north + random.uniform(-0.03, 0.03)
                team = 2 + random.randrange(TEAMS)
                path = f"1/{above}/{number}/"
                run(row, (number, above, "site", f"s{number}", f"社区{number}", path, lon, lat, team))


def _demands(url: str, first: int, last: int) -> None:
    """Submitted demands; every tenth is its predecessor's need in other words, at the same site and day."""
    random = Random(SEED + first)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        sites = cursor.execute("SELECT id, paired_unit_id FROM place WHERE kind = 'site' ORDER BY id").fetchall()
        with cursor.copy(DEMANDS) as copy:
            for number in range(first, last + 1):
                if number % 10 or number == first:
                    site, team = random.choice(sites)
                    (title, one, other), place = random.choice(DEEDS), _somewhere(random)
                    starts = NOW + timedelta(days=random.uniform(1, DAYS))
                    words = f"{place}，{one}。"
                else:
                    words = f"{other}，在{place}。"
                due = NOW + timedelta(hours=random.uniform(-24, 200))
                copy.write_row((number, f"2026-{number:06d}", "submitted", "care", title, words, site, 1, 2, starts,
                                starts + timedelta(hours=2), "李社工", "0769-22830000", False, 1, team, due, 0, 0, NOW,
                                NOW, 1, _urgency(number)))  # fmt: skip
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE demand, place, unit")


def _urgency(number: int) -> str:
    """Every five-hundredth is an emergency, every eleventh of the others urgent."""
    if number % 500 == 7:
        return "emergency"
    return "normal" if number % 11 else "urgent"


def _somewhere(random: Random) -> str:
    """A place as people describe it, so that two needs of a kind are told apart."""
    first, second = "东西南北上下新旧金银", "塘岭桥园湖湾田围井坊"
    return "".join(random.choice(first) + random.choice(second) for _n in range(3)) + f"{random.randint(1, 99)}号旁边"


def _page(app: Flask) -> Page:
    """The page as the committee gets it: the median of some times, after two that warm what is kept in memory."""
    with app.app_context():
        key = key_of(1)
    client = app.test_client()
    with client.session_transaction() as stored:
        stored.update({"_user_id": key, "_fresh": True, "seen": int(datetime.now(UTC).timestamp())})
    times = []
    for n in range(ROUNDS + 2):
        began = perf_counter()
        answer = client.get("/triage")
        if n >= 2:
            times.append((perf_counter() - began) * 1000)
        if answer.status_code != 200 or answer.text.count('class="queue-row') != queue.PAGE:
            raise RuntimeError(f"the queue page answers {answer.status_code}")
    cookie = client.get_cookie("session")
    if cookie is None:
        raise RuntimeError("not signed in")
    return Page(median(times), statements_of(app, "/triage", f"session={cookie.value}"))


def _searches() -> tuple[list[float], list[str]]:
    """How long each search took, and where the double was not found."""
    random, times, faults = Random(SEED), [], []
    last = db.session.scalar(text("SELECT max(id) FROM demand")) or 0
    wanted = random.sample(range(2, last // 10 + 1), min(SEARCHES, last // 10 - 1))
    for number in (10 * n for n in wanted):
        demand = db.session.scalars(select(Demand).where(Demand.id == number).options(*LOADED)).one()
        began = perf_counter()
        found = search(demand)
        times.append((perf_counter() - began) * 1000)
        if number - 1 not in [twin.demand_id for twin in found]:
            faults.append(f"demand {number}: its double is not found")
        db.session.expunge_all()
    return sorted(times), faults[:5]


def _order() -> list[str]:
    """Pages follow each other, the emergencies first and then by the clock, and nothing is left out."""
    actor = Actor(account_id=1, grants=(GrantView(Role.COMMITTEE, "unit", 1, "1/", "brigade"),))
    ids, after = [], None
    for _page_number in range(PAGES):
        found = queue.page(actor, queue.QueueFilters(), after, NOW)
        ids += [demand.id for demand in found.demands]
        after = found.after
    wanted = db.session.scalars(text(IN_ORDER), {"some": PAGES * queue.PAGE})
    return [] if ids == list(wanted) else ["the queue does not stand in its order"]


def _report(few: Page, many: Page, number: int, times: Sequence[float], faults: list[str]) -> int:
    p95 = times[int(len(times) * 0.95)]
    ratio = many.milliseconds / few.milliseconds
    print(f"queue page        {few.milliseconds:8.1f} ms at {FEW:,} ({few.statements} statements)")
    print(f"                  {many.milliseconds:8.1f} ms at {number:,} ({many.statements} statements)")
    print(f"ratio             {ratio:8.2f}   (at most {MOST_RATIO})")
    spread = f"{median(times):8.1f} / {p95:.1f} / {times[-1]:.1f} ms p50, p95, slowest"
    print(f"search            {spread} (p95 at most {MOST_MS})")
    same = few.statements == many.statements
    return verdict(ratio <= MOST_RATIO and p95 <= MOST_MS and same, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

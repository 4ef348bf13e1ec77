"""Half an hour of mixed load on the whole platform, with the demo city at pilot scale.

The supervisor of scripts/serve with its web workers, its scheduler and its PostgreSQL; locust, in a process of its
own, sends at a steady rate: the list of open positions 60 %, members' homes 20 %, claims 8 %, check-ins 8 %, pages of
leaders 4 %. Prints the 95th of 100 of each kind in the first and in the last five minutes after a minute of warming,
and what each process holds; then asks the database whether every acknowledged claim and check-in is there, once, and
proves the ledger.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.figures import verdict
from benchmarks.load import city, judging
from benchmarks.load.judging import Answered
from benchmarks.load.processes import EVERY, Watch
from benchmarks.served import Served, served
from volunteer.runtime.paths import PROJECT_ROOT

USERS = 50
RATE = 25.0  # requests a second: what the platform uses of the processors is printed beside
LEAST_MINUTES = 15.0  # below this the ends lie too near each other to be held to anything
CHECK_IN_SHARE = 0.08


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=RATE, help="requests a second")
    parser.add_argument("--keep", type=Path, help="folder for every answer and every look at memory")
    options = parser.parse_args(arguments)
    seconds = options.minutes * 60
    with tempfile.TemporaryDirectory(prefix="volunteer-load-") as name:
        directory = Path(name)
        directory.chmod(0o755)  # PostgreSQL runs as an account of its own
        plan, answers = directory / "plan.json", directory / "answers.jsonl"
        with served(directory, "pilot") as platform:
            check_ins = int(seconds * options.rate * CHECK_IN_SHARE * 1.1) + 100
            city.prepare(platform.urls, check_ins, plan)
            assert platform.process is not None  # served starts it
            watch = Watch(platform.process.pid)
            began = time.time()
            watch.start()
            status = _send(platform, seconds, options.rate, plan, answers)
            processors = watch.finish()
            _keep(options.keep, answers, watch)
            lines = [json.loads(line) for line in answers.read_text().splitlines()]
            faults = [f"locust ended with {status}"] if status else []
            faults += _check(platform, lines)
    answered = [Answered(one["at"] - began, one["kind"], one["status"], one["seconds"], one["path"]) for one in lines]
    faults += judging.wrong_answers(answered) + judging.not_steady(watch.samples, seconds, EVERY)
    return _report(answered, lines, watch, processors, seconds, faults)


def _keep(folder: Path | None, answers: Path, watch: Watch) -> None:
    """What a closer look afterwards needs."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(answers, folder)
        (folder / "memory.json").write_text(json.dumps(watch.samples))


def _send(platform: Served, seconds: float, rate: float, plan: Path, answers: Path) -> int:
    """All of the load; the status of locust."""
    environment = {
        **os.environ,
        "LOAD_PLAN": str(plan),
        "LOAD_ANSWERS": str(answers),
        "LOAD_REQUESTS_PER_USER": str(rate / USERS),
    }
    host, port = platform.address
    command = [sys.executable, "-m", "locust", "-f", "benchmarks/load/locustfile.py", "--headless", "--only-summary"]
    command += [
        "--host",
        f"http://{host}:{port}",
        "-u",
        str(USERS),
        "-r",
        str(USERS),
        "-t",
        f"{seconds:.0f}s",
        "--stop-timeout",
        "15",
    ]
    log = plan.with_name("locust.log")
    with log.open("wb") as output:
        status = subprocess.run(
            command, cwd=PROJECT_ROOT, env=environment, stdout=output, stderr=output, timeout=seconds + 120
        ).returncode
    if status:
        print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
    return status


def _check(platform: Served, lines: list[dict[str, Any]]) -> list[str]:
    """What the database says that broke, in words."""
    acknowledged = [one["said"].get("id") for one in lines if one["kind"] == "claim" and one["status"] == 201]
    checked_in = sum(one["kind"] == "check_in" and one["status"] == 303 for one in lines)
    with psycopg.connect(platform.urls.owner) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM claim WHERE id = ANY(%s)", (acknowledged,))}
        wrong = {name: connection.execute(statement).fetchone() for name, statement in _NEVER.items()}
        come = connection.execute(
            "SELECT count(*), count(DISTINCT a.claim_id) FROM attendance a"
            " JOIN service_session s ON s.id = a.session_id WHERE a.status = 'checked_in' AND s.code_secret = %s",
            (city.SECRET,),
        ).fetchone()
    faults = []
    if len(kept) != len(acknowledged):
        faults.append(f"{len(acknowledged)} claims were acknowledged, {len(kept)} are there")
    # One under way when the load ended may be written without its answer having been heard.
    if come is None or come[0] != come[1] or not checked_in <= come[0] <= checked_in + USERS:
        faults.append(f"{checked_in} check-ins were acknowledged, {come} are there")
    faults += [f"{row[0]} {name}" for name, row in wrong.items() if row != (0,)]
    proved = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "ledger", "verify"],
        cwd=PROJECT_ROOT,
        env={**platform.environment, "DATABASE_URL": platform.urls.app, "MIGRATION_DATABASE_URL": platform.urls.owner},
        capture_output=True,
        text=True,
    )
    if proved.returncode:
        faults.append(f"the ledger: {(proved.stdout + proved.stderr).strip().splitlines()[-1:]}")
    return faults


_NEVER = {
    "positions hold more people than places": "SELECT count(*) FROM position WHERE taken + reserved > headcount",
    "positions count their people wrongly": (
        "SELECT count(*) FROM position p WHERE taken < (SELECT count(*) FROM claim c WHERE c.position_id = p.id"
        " AND c.status IN ('confirmed', 'attended'))"
    ),
    "people hold two claims on one place": (
        "SELECT count(*) FROM (SELECT 1 FROM claim WHERE blocks GROUP BY position_id, member_id HAVING count(*) > 1) d"
    ),
}


def _report(
    answered: list[Answered],
    lines: list[dict[str, Any]],
    watch: Watch,
    processors: float,
    seconds: float,
    faults: list[str],
) -> int:
    """Print the figures; the status to exit with."""
    paces, sizes = judging.pace(answered, seconds), judging.memory(watch.samples, seconds)
    print(f"requests          {len(answered):8d}   ({len(answered) / seconds:.1f} a second)")
    print(f"the platform used {processors:8.2f} processors")
    print(f"5xx               {sum(one.status >= 500 for one in answered):8d}")
    granted = sum(one["kind"] == "claim" and one["status"] == 201 for one in lines)
    refused = Counter(one["said"].get("reason") for one in lines if one["kind"] == "claim" and one["status"] == 409)
    print(f"claims granted    {granted:8d}   refused: {dict(refused.most_common())}")
    print(f"{'':<10}{'answers':>10}{'first p95 ms':>14}{'last p95 ms':>13}{'ratio':>8}")
    for one in paces:
        print(f"{one.kind:<10}{one.answers:10d}{one.first:14.1f}{one.last:13.1f}{one.ratio:8.2f}")
    print(f"{'':<22}{'early MiB':>10}{'late MiB':>10}{'change':>9}")
    for held in sizes:
        print(f"{held.name:<22}{held.early / 2**20:10.1f}{held.late / 2**20:10.1f}{held.growth:+9.1%}")
    if seconds >= LEAST_MINUTES * 60:
        faults += judging.not_flat(paces, sizes)
    else:
        print(f"(too short to be held to flatness: {LEAST_MINUTES:g} minutes at least)")
    return verdict(True, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""kill -9 of every process, a full disk, a restarted database, a clock that jumps, a wire that loses packets.

The demo city at small scale under the supervisor of scripts/serve. People claim and read all the time, mail leaves for
a mail server on another host. For each fault: the longest time without a proper answer, what people saw meanwhile,
after how many seconds the last request failed, and what the database and the mail server have afterwards: every
acknowledged claim, every message once. Needs root: the disk, the wire and the other host are made for it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.faults import far_side
from benchmarks.faults.clients import People, errors, healthy_after, longest_silence
from benchmarks.faults.inflicting import FAULTS, MOVABLE_CLOCK, Scene
from benchmarks.faults.letters import number_of, reachable, tell
from benchmarks.figures import verdict
from benchmarks.load import city
from benchmarks.served import Served, served
from volunteer.runtime.paths import PROJECT_ROOT

INSIDE = "VOLUNTEER_FAULTS_INSIDE"
DISK = "800m"
BEFORE, AFTER = 3.0, 12.0  # seconds of work before a fault and after what broke is over
RESTARTED_AFTER = 5.0  # as RestartSec of deploy/systemd
LETTERS = 20  # before each fault, and as many while it lasts
PATIENCE = 600.0  # a mail that failed twice waits for a minute, then for five


@dataclass(frozen=True)
class Outcome:
    """What came of one fault."""

    name: str
    silence: float
    healthy: float
    seen: Counter[str]
    claims: int
    lost: int
    letters_lost: int
    letters_twice: int
    letters_seconds: float


def main(arguments: list[str]) -> int:
    """Run it; status 1 when something was lost, 2 where the faults cannot be made."""
    parser = argparse.ArgumentParser(prog="scripts/bench faults", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(FAULTS), default=list(FAULTS))
    options = parser.parse_args(arguments)
    if INSIDE not in os.environ:
        if os.geteuid() != 0:
            print("error: only root can make a disk and a wire of its own", file=sys.stderr)
            return 2
        command = ["unshare", "-m", "-n", sys.executable, "-m", "benchmarks.faults", *arguments]
        return subprocess.run(command, cwd=PROJECT_ROOT, env={**os.environ, INSIDE: "1"}).returncode
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory(prefix="volunteer-faults-") as name:
        directory = Path(name)
        directory.chmod(0o755)  # PostgreSQL runs as an account of its own
        (directory / "instance").mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(directory / "instance")], check=True
        )
        try:
            outcomes, faults = _all(directory, options.only)
        finally:
            subprocess.run(["umount", "-l", str(directory / "instance")], check=False)
    return _report(outcomes, faults)


def _all(directory: Path, names: list[str]) -> tuple[list[Outcome], list[str]]:
    taken, clock, start = directory / "mails", directory / "clock", directory / "start"
    taken.touch()
    clock.write_text("0")
    start.mkdir()
    (start / "sitecustomize.py").write_text(MOVABLE_CLOCK.format(file=str(clock)))
    settings = {
        "MAIL_URL": f"smtp://{far_side.THERE}:{far_side.PORT}",
        "MAIL_FROM": "volunteer@example.org",
        "PYTHONPATH": f"{start}{os.pathsep}{PROJECT_ROOT}",
    }
    with _mail_server(taken) as wire, served(directory, "small", settings) as platform:
        os.environ["VOLUNTEER_INSTANCE"] = str(platform.instance)  # whose keys the addresses are sealed with
        city.prepare(platform.urls, 0, directory / "plan.json")
        plan = json.loads((directory / "plan.json").read_text())
        people = reachable(platform.urls)

        def lose(share: float) -> None:
            assert wire.stdin is not None  # it was opened with one
            wire.stdin.write(f"{share}\n")
            wire.stdin.flush()

        scene = Scene(platform, clock, lose)
        outcomes = []
        with _service_manager(platform):
            for number, name in enumerate(names):
                outcomes.append(_one(scene, name, plan, people, number * 2 * LETTERS, taken))
                print(_line(outcomes[-1]), flush=True)
                platform.wait_until_ready()
        with psycopg.connect(platform.urls.owner) as connection:
            over = connection.execute("SELECT count(*) FROM position WHERE taken + reserved > headcount").fetchone()
        return outcomes, [] if over == (0,) else [f"{over} positions hold more people than places"]


def _one(scene: Scene, name: str, plan: dict[str, list[str]], people: list[int], first: int, taken: Path) -> Outcome:
    host, port = scene.platform.address
    everybody = People(f"http://{host}:{port}", plan)
    everybody.begin()
    time.sleep(BEFORE)
    tell(scene.platform.urls, people, range(first, first + LETTERS))
    broken = time.monotonic()
    FAULTS[name](scene)
    scene.platform.wait_until_ready()
    tell(scene.platform.urls, people, range(first + LETTERS, first + 2 * LETTERS))
    told = time.monotonic()
    time.sleep(AFTER)
    scene.platform.wait_until_ready()
    everybody.end()
    over = time.monotonic()
    wanted = range(first, first + 2 * LETTERS)
    came = _wait_for(taken, wanted)
    letters = time.monotonic() - told
    with psycopg.connect(scene.platform.urls.owner) as connection:
        found = connection.execute(
            "SELECT count(*) FROM claim WHERE id = ANY(%s)", (everybody.acknowledged,)
        ).fetchone()
    return Outcome(
        name,
        longest_silence(everybody.tries, broken, over),
        healthy_after(everybody.tries, broken),
        errors(everybody.tries, broken),
        len(everybody.acknowledged),
        len(everybody.acknowledged) - (found[0] if found else 0),
        len(wanted) - len(came),
        sum(came.values()) - len(came),
        letters,
    )


def _wait_for(taken: Path, wanted: range) -> Counter[int]:
    """How often each of the letters came, once all are there or nobody waits any longer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        numbers = (number_of(line) for line in taken.read_text().splitlines())
        came = Counter(number for number in numbers if number in wanted)
        if len(came) == len(wanted) or time.monotonic() > deadline:
            return came
        time.sleep(0.5)


@contextmanager
def _mail_server(taken: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.faults.far_side", str(taken)]
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the mail server does not start")
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _service_manager(platform: Served) -> Iterator[None]:
    """What systemd does for a service: starts again what ended."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if platform.process is not None and platform.process.poll() is not None and not done.wait(RESTARTED_AFTER):
                platform.start()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def _line(one: Outcome) -> str:
    seen = "；".join(f"{words} ×{n}" for words, n in one.seen.most_common(4)) or "—"
    return (
        f"| {one.name} | {one.silence:.1f} | {one.healthy:.1f} | {seen} | {one.claims} | {one.lost} |"
        f" {one.letters_lost} / {one.letters_twice} | {one.letters_seconds:.0f} |"
    )


def _report(outcomes: list[Outcome], faults: list[str]) -> int:
    print(
        "\n| fault | longest silence s | last failure after s | seen instead | claims granted | lost |"
        " mails lost / twice | all mails after s |"
    )
    for one in outcomes:
        print(_line(one))
        if one.lost:
            faults.append(f"{one.name}: {one.lost} acknowledged claims are lost")
        if one.letters_lost:
            faults.append(f"{one.name}: {one.letters_lost} letters did not come in {PATIENCE:g} s")
    return verdict(True, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

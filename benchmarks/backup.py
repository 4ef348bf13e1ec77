"""The pilot city backed up and restored, each proved, beside plain pg_dump and pg_restore of the same database.

Held to: backup in 30 s, restore in 60 s, what comes back is what was there, the outbox held.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import verdict
from benchmarks.scratch import SECRET_KEY, scratch_server
from volunteer.backup import programs, proving
from volunteer.backup.facts import differences, facts
from volunteer.backup.place import Place, as_owner
from volunteer.runtime.paths import PROJECT_ROOT

BACKUP_SECONDS, RESTORE_SECONDS = 30.0, 60.0


def main(arguments: list[str]) -> int:
    """Run it; status 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="scripts/bench backup", description=__doc__)
    parser.add_argument("--scale", choices=("small", "pilot", "province"), default="pilot")
    options = parser.parse_args(arguments)
    faults: list[str] = []
    with scratch_server() as server, tempfile.TemporaryDirectory(prefix="volunteer-bench-") as kept:
        place, directory = Place(server.app_url, server.owner_url), Path(kept)
        _flask(place, directory, "demo", "load", "--scale", options.scale)
        with as_owner(place) as connection:
            before = facts(connection)
        print(f"rows              {before.rows:10,}   in {len(before.tables)} tables")
        plain = _timed(lambda: _dump(place, directory / "plain.dump"))
        plain_back = _timed(lambda: _restore(place, directory / "plain.dump"))
        start = _timed(lambda: _flask(place, directory, "backup", "--help"))
        backup = _timed(lambda: _flask(place, directory, "backup", str(directory / "backups")))
        (file,) = (directory / "backups").iterdir()
        restore = _timed(lambda: _flask(place, directory, "restore", "--yes", str(file)))
        with as_owner(place) as connection:
            wrong = differences(before, facts(connection))
            held = connection.execute("SELECT count(*) FROM outbox_hold WHERE released_at IS NULL").fetchone()
        faults += [one for one in wrong if not one.startswith(("backup_run", "outbox_hold", "audit_event"))]
        if held != (1,):
            faults.append("the outbox is not held")
        print(f"file              {file.stat().st_size:10,}   bytes")
        print(f"start             {start:10.1f} s of each, in which the program does nothing but begin")
        for name, seconds, beside, most in (
            ("backup", backup, plain, BACKUP_SECONDS),
            ("restore", restore, plain_back, RESTORE_SECONDS),
        ):
            print(
                f"{name:<17} {seconds:10.1f} s (at most {most:g}); plain {beside:.1f} s, ratio {seconds / beside:.1f}"
            )
            if seconds > most:
                faults.append(f"{name}: {seconds:.1f} s")
    return verdict(True, faults)


def _dump(place: Place, file: Path) -> None:
    with as_owner(place) as connection, file.open("wb") as out:
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        program = programs.find("pg_dump", programs.server_version(connection))
        out.writelines(programs.dump(place, program, row[0]))


def _restore(place: Place, file: Path) -> None:
    plain = place.named("plain")
    with as_owner(place) as connection:
        program = programs.find("pg_restore", programs.server_version(connection))
    with proving.new_database(plain), file.open("rb") as dumped:
        programs.restore(plain, program, iter(lambda: dumped.read(1 << 18), b""))
    proving.drop(plain)


def _flask(place: Place, directory: Path, *arguments: str) -> None:
    environment = {
        **os.environ,
        "BACKUP_PASSPHRASE": "only for this benchmark",
        "DATABASE_URL": place.app_url,
        "MIGRATION_DATABASE_URL": place.owner_url,
        "SECRET_KEY": SECRET_KEY,
        "VOLUNTEER_INSTANCE": str(directory),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    subprocess.run(command, env=environment, cwd=PROJECT_ROOT, check=True)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
